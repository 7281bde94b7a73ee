interface Entry<Value> {
  readonly value: Value;
  readonly weight: number;
}

/** A map whose entries weigh at most `most` together, each 1 unless told: the one used longest ago goes first. */
export class Bounded<Key, Value> {
  private readonly entries = new Map<Key, Entry<Value>>();
  /** The key asked or set last: it is in its place already. */
  private newest: Key | undefined;
  private weight = 0;
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
    const entry = this.entries.get(key);
    if (entry === undefined || key === this.newest) return entry?.value;
    this.entries.delete(key);
    this.entries.set(key, entry);
    this.newest = key;
    return entry.value;
  }

  /** What weighs more than all may is dropped at once. */
  set(key: Key, value: Value, weight = 1): void {
    this.delete(key);
    if (weight > this.most) return this.dropped(value);
    this.entries.set(key, { value, weight });
    this.newest = key;
    this.weight += weight;
    for (const [oldest, entry] of this.entries) {
      if (this.weight <= this.most) return;
      this.delete(oldest);
      this.dropped(entry.value);
    }
  }

  delete(key: Key): void {
    this.weight -= this.entries.get(key)?.weight ?? 0;
    this.entries.delete(key);
  }

  values(): Value[] {
    return [...this.entries.values()].map(({ value }) => value);
  }
}
