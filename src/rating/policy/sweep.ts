/** One kind of value of a dimension that every row takes alike. */
export interface Cell {
  /** Bit by bit, 32 rows a number: the row asks nothing of the dimension that this value does not meet. */
  readonly rows: Int32Array;
  /** An amount can be a multiple of it. */
  readonly isNumber: boolean;
}

/** A combination of values, by the position of its cell in each dimension. */
export type Place = readonly number[];

/** What the rows of a table come to over all combinations; each finding with the first place it was made at. */
export interface Sweep {
  /** No row holds. */
  readonly gap: Place | undefined;
  /** By row: somewhere its conditions hold; somewhere it is the first whose conditions hold. */
  readonly holds: readonly boolean[];
  readonly decides: readonly boolean[];
  /** The later row holds too where the first one decides. */
  readonly overlaps: readonly { readonly first: number; readonly later: number; readonly at: Place }[];
  /** A row decides where a dimension that it needs a number of has none. */
  readonly lacks: readonly { readonly row: number; readonly dimension: number; readonly at: Place }[];
}

/** Numbers that hold a bit per row. */
export const wordsFor = (rows: number): number => Math.ceil(rows / 32);

/**
 * Walks every combination of the dimensions' cells. Which rows hold is and-ed on the way down, so that a combination costs
 * one operation per 32 rows. `needs` names the dimensions that a row needs numbers of.
 */
export function sweep(dimensions: readonly (readonly Cell[])[], rows: number, needs: readonly (readonly number[])[]): Sweep {
  const walk = new Walk(dimensions, rows, needs);
  walk.down(0);
  return walk.found();
}

class Walk {
  private readonly width: number;
  /** What holds before each dimension; the last stretch is that of the whole combination. */
  private readonly held: Int32Array;
  private readonly at: number[];
  private readonly decides: boolean[];
  private readonly ever: Int32Array;
  /** By first row, the rows that were found to hold beside it. */
  private readonly beside: Int32Array;
  private gap: Place | undefined;
  private readonly overlaps: { first: number; later: number; at: Place }[] = [];
  private readonly lacks = new Map<string, { row: number; dimension: number; at: Place }>();
  private readonly dimensions: readonly (readonly Cell[])[];
  private readonly rows: number;
  private readonly needs: readonly (readonly number[])[];

  constructor(dimensions: readonly (readonly Cell[])[], rows: number, needs: readonly (readonly number[])[]) {
    [this.dimensions, this.rows, this.needs] = [dimensions, rows, needs];
    this.width = wordsFor(rows);
    this.held = new Int32Array((dimensions.length + 1) * this.width);
    for (let row = 0; row < rows; row++) this.held[row >> 5] = (this.held[row >> 5] as number) | (1 << (row & 31));
    this.at = dimensions.map(() => 0);
    this.decides = Array.from({ length: rows }, () => false);
    this.ever = new Int32Array(this.width);
    this.beside = new Int32Array(rows * this.width);
  }

  down(depth: number): void {
    const cells = this.dimensions[depth];
    if (cells === undefined) return this.arrive(depth * this.width);
    const [from, to] = [depth * this.width, (depth + 1) * this.width];
    for (let place = 0; place < cells.length; place++) {
      const { rows } = cells[place] as Cell;
      this.at[depth] = place;
      for (let word = 0; word < this.width; word++) this.held[to + word] = (this.held[from + word] as number) & (rows[word] as number);
      this.down(depth + 1);
    }
  }

  private arrive(from: number): void {
    let first = -1;
    for (let word = 0; word < this.width; word++) {
      const bits = this.held[from + word] as number;
      this.ever[word] = (this.ever[word] as number) | bits;
      if (first < 0 && bits !== 0) first = word * 32 + lowest(bits);
    }
    if (first < 0) {
      this.gap ??= [...this.at];
      return;
    }
    this.decides[first] = true;
    for (let word = 0; word < this.width; word++) {
      const place = first * this.width + word;
      const bits = (this.held[from + word] as number) & ~(this.beside[place] as number);
      if (bits === 0) continue;
      this.beside[place] = (this.beside[place] as number) | bits;
      this.note(first, word, bits);
    }
    for (const dimension of this.needs[first] as readonly number[]) if (!this.cellOf(dimension).isNumber) this.lack(first, dimension);
  }

  private note(first: number, word: number, found: number): void {
    for (let bits = found; bits !== 0; bits &= bits - 1) {
      const later = word * 32 + lowest(bits);
      if (later !== first) this.overlaps.push({ first, later, at: [...this.at] });
    }
  }

  private lack(row: number, dimension: number): void {
    const key = `${row} ${dimension}`;
    if (!this.lacks.has(key)) this.lacks.set(key, { row, dimension, at: [...this.at] });
  }

  private cellOf(dimension: number): Cell {
    return (this.dimensions[dimension] as readonly Cell[])[this.at[dimension] as number] as Cell;
  }

  found(): Sweep {
    const { gap, decides, lacks } = this;
    const holds = Array.from({ length: this.rows }, (_, row) => (((this.ever[row >> 5] as number) >> (row & 31)) & 1) === 1);
    const overlaps = this.overlaps.toSorted((a, b) => a.later - b.later || a.first - b.first);
    return { gap, holds, decides, overlaps, lacks: [...lacks.values()] };
  }
}

/** The place of the lowest bit that is set. */
const lowest = (bits: number): number => 31 - Math.clz32(bits & -bits);
