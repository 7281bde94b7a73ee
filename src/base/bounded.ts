/** A map that keeps at most `most` entries: the one used longest ago goes first. */
export class Bounded<Key, Value> {
  private readonly entries = new Map<Key, Value>();
  /** The key asked or set last: it is in its place already. */
  private newest: Key | undefined;
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
    if (value === undefined || key === this.newest) return value;
    this.entries.delete(key);
    this.entries.set(key, value);
    this.newest = key;
    return value;
  }

  set(key: Key, value: Value): void {
    this.entries.delete(key);
    this.entries.set(key, value);
    this.newest = key;
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
