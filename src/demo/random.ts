const step = 0x9e3779b9;

/** splitmix32: spreads the seed so that neighbouring customers have nothing in common. */
function spread(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + step) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
}

/**
 * A stream of numbers that depends on nothing but its seeds (sfc32). Every customer, and every aspect of one, has its
 * own stream, so that a larger world begins with the smaller one.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #d = 1;

  constructor(...seeds: number[]) {
    const folded = seeds.reduce((held, seed) => spread(held ^ spread(seed)())(), 0x5eed);
    const next = spread(folded);
    [this.#a, this.#b, this.#c] = [next(), next(), next()];
    for (let i = 0; i < 12; i++) this.uniform();
  }

  /** In [0, 1). */
  uniform(): number {
    const sum = (this.#a + this.#b + this.#d) | 0;
    this.#d = (this.#d + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4294967296;
  }

  /** Whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number {
    return low + Math.floor(this.uniform() * (high - low + 1));
  }

  chance(share: number): boolean {
    return this.uniform() < share;
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[Math.floor(this.uniform() * items.length)] as Item;
  }

  /** Normal with mean 0 and deviation 1: twelve uniforms less six, exact on every machine. */
  normal(): number {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += this.uniform();
    return sum;
  }

  /** Around `median`, skewed to the right. */
  lognormal(median: number, spreadOf: number): number {
    return median * Math.exp(spreadOf * this.normal());
  }
}
