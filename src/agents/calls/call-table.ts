const FEWEST_PLACES = 64;
/** A table that is empty gives back what is more than this. */
const MOST_KEPT = 8_192;

interface Numbered {
  readonly id: number;
}

/**
 * Calls by their numbers, each of which is one more than the one before. A number's last bits are its place: most calls end in
 * about the order in which they were made, and the few that another finds in its place go on elsewhere.
 */
export class CallTable<T extends Numbered> {
  private places = newPlaces<T>(FEWEST_PLACES);
  private inPlace = 0;
  private readonly elsewhere = new Map<number, T>();
  private last = 0;

  get size(): number {
    return this.inPlace + this.elsewhere.size;
  }

  add(call: T): void {
    if (2 * this.inPlace >= this.places.length) this.resize(2 * this.places.length);
    this.last = call.id;
    this.put(call);
  }

  get(id: number): T | undefined {
    const call = this.places[id & (this.places.length - 1)];
    return call !== undefined && call.id === id ? call : this.elsewhere.get(id);
  }

  /** Takes out a call, if it is there. */
  take(id: number): T | undefined {
    const { places } = this;
    const place = id & (places.length - 1);
    const call = places[place];
    if (call === undefined || call.id !== id) return this.takeElsewhere(id);
    places[place] = undefined;
    this.inPlace--;
    if (this.inPlace === 0 && places.length > MOST_KEPT) this.places = newPlaces(FEWEST_PLACES);
    return call;
  }

  /** All there are, oldest first. */
  inOrder(): T[] {
    const calls = [...this.elsewhere.values()].sort((one, other) => one.id - other.id);
    const { places, last } = this;
    for (let id = Math.max(1, last - places.length + 1); id <= last; id++) {
      const call = places[id & (places.length - 1)];
      if (call !== undefined) calls.push(call);
    }
    return calls;
  }

  private put(call: T): void {
    const { places } = this;
    const place = call.id & (places.length - 1);
    const other = places[place];
    places[place] = call;
    if (other === undefined) this.inPlace++;
    else this.elsewhere.set(other.id, other);
  }

  private takeElsewhere(id: number): T | undefined {
    if (this.elsewhere.size === 0) return undefined;
    const call = this.elsewhere.get(id);
    this.elsewhere.delete(id);
    return call;
  }

  private resize(length: number): void {
    const calls = this.inOrder();
    this.places = newPlaces(length);
    this.inPlace = 0;
    this.elsewhere.clear();
    for (const call of calls) this.put(call);
  }
}

function newPlaces<T>(length: number): (T | undefined)[] {
  return Array.from({ length }, () => undefined);
}
