/** Buckets per doubling: a quantile is right within 2 %. */
const perDoubling = 32;
const buckets = 32 * perDoubling;

/** Latencies in buckets that grow with what they hold. */
export class Latencies {
  private readonly counts = new Uint32Array(buckets);
  private total = 0;

  /** Takes microseconds. */
  add(microseconds: number): void {
    const bucket = Math.floor(Math.log2(Math.max(microseconds, 1)) * perDoubling);
    const at = Math.min(bucket, buckets - 1);
    this.counts[at] = (this.counts[at] as number) + 1;
    this.total += 1;
  }

  /** Microseconds below which this share lies; 0 when there are none. */
  quantile(share: number): number {
    let left = share * this.total;
    for (let bucket = 0; bucket < buckets; bucket++) {
      left -= this.counts[bucket] as number;
      if (left <= 0 && this.total > 0) return Math.round(2 ** ((bucket + 0.5) / perDoubling));
    }
    return 0;
  }
}
