import fc from 'fast-check';

const size = 65_536;

/** A tape of numbers decides all that is drawn from it: a shorter tape of smaller numbers draws something simpler, so what fails shrinks. */
export class Tape {
  private at = 0;
  private readonly numbers: readonly number[];

  constructor(numbers: readonly number[]) {
    this.numbers = numbers;
  }

  get ended(): boolean {
    return this.at >= this.numbers.length;
  }

  /** 0 to below `count`; 0 where the tape has ended. */
  below(count: number): number {
    const number = this.numbers[this.at] ?? 0;
    this.at += 1;
    return Math.floor((number / size) * count);
  }

  /** Never where the tape has ended. */
  chance(percent: number): boolean {
    return this.below(100) >= 100 - percent;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }
}

export const tapes = (length: number): fc.Arbitrary<Tape> =>
  fc.noBias(fc.array(fc.nat({ max: size - 1 }), { maxLength: length, size: 'max' })).map((numbers) => new Tape(numbers));
