/** What an async generator's body yields to whoever iterates it. */
export class Emission {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }
}
