/** A part of the page: two buttons, and how far the task is. */
export class Section {
  private readonly start: HTMLButtonElement;
  private readonly cancel: HTMLButtonElement;
  private readonly progress: HTMLProgressElement;
  private readonly status: HTMLOutputElement;

  /**
   * @param work does the task, and returns what to show when it is done
   * @param cancel makes it stop, with an error
   */
  constructor(id: string, work: () => Promise<string>, cancel: () => void) {
    const find = <E extends Element>(selector: string) =>
      document.querySelector<E>(`#${id} ${selector}`) as E;
    this.start = find(".start");
    this.cancel = find(".cancel");
    this.progress = find("progress");
    this.status = find(".status");
    this.cancel.addEventListener("click", cancel);
    this.start.addEventListener("click", async () => {
      this.setBusy(true);
      try {
        this.status.value = await work();
      } catch (error) {
        const { name, message } = error as Error;
        this.status.value = name === "CancelledError" ? "Cancelled." : message;
      } finally {
        this.setBusy(false);
      }
    });
  }

  showProgress(percent: number): void {
    this.progress.value = percent;
    this.status.value = `Looking for primes: ${percent} %`;
  }

  private setBusy(isBusy: boolean): void {
    this.start.disabled = isBusy;
    this.cancel.disabled = !isBusy;
  }
}
