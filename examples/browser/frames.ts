/** Draws in every frame, for ever: one that is dropped can be seen. */
export function drawFrames(): void {
  const output = document.querySelector("#frames") as HTMLOutputElement;
  let count = 0;
  const draw = () => {
    output.value = `${++count} frames`;
    requestAnimationFrame(draw);
  };
  requestAnimationFrame(draw);
}
