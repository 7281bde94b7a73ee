/** A map that keeps at most `most` entries: the one used longest ago goes first. */
export class Bounded<Key, Value> {
  private readonly entries = new Map<Key, Value>();
  private readonly most: number;
  private readonly dropped: (value: Value) => void;

  constructor(most: number, dropped: (value: Value) => void = () => undefined) {
    this.most = most;
    this.dropped = dropped;
  }

  get size(): number {
    return this.entries.size;
  }

  get(key: Key): Value | undefined {
    const value = this.entries.get(key);
    if (value === undefined) return undefined;
    this.entries.delete(key);
    this.entries.set(key, value);
    return value;
  }

  set(key: Key, value: Value): void {
    this.entries.delete(key);
    this.entries.set(key, value);
    const oldest = this.entries.entries().next().value;
    if (this.entries.size <= this.most || !oldest) return;
    this.entries.delete(oldest[0]);
    this.dropped(oldest[1]);
  }

  delete(key: Key): void {
    this.entries.delete(key);
  }

  values(): Value[] {
    return [...this.entries.values()];
  }
}
