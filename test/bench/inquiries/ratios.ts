import { type Bar, met, type Quartiles, quartiles } from '../paired.ts';
import type { Series } from '../reads/measure.ts';
import { aligned } from '../row.ts';

/** Inquiries per second of one contender over those of another in the same round; without a bar it is only told. */
export interface Share {
  readonly operation: string;
  readonly connections: number;
  readonly what: string;
  readonly of: string;
  readonly ratio: Quartiles;
  readonly bar: Bar | null;
  readonly met: boolean;
}

const atLeast = (target: number): Bar => ({ rule: 'at least', target });

/** What is compared: an audited inquiry with the same answer without audit, with the floor where it answers as much, and with what does not even count it. */
const compared: readonly { what: string; of: string; bar: (connections: number) => Bar | null }[] = [
  { what: 'audited', of: 'unaudited', bar: () => atLeast(0.8) },
  { what: 'audited', of: 'floor', bar: (connections) => (connections === 64 ? atLeast(0.3) : null) },
  { what: 'audited', of: 'bare', bar: () => null },
  { what: 'proven', of: 'audited', bar: () => null },
];

export const sharesOf = ({ operation, connections, samples }: Series): Share[] =>
  compared.flatMap(({ what, of, bar: barAt }) => {
    const rates = (name: string): number[] => (samples.get(name) ?? []).map(({ answers, seconds }) => answers / seconds);
    const [own, other, bar] = [rates(what), rates(of), barAt(connections)];
    if (own.length === 0 || other.length === 0) return [];
    const ratio = quartiles(own.map((rate, round) => rate / (other[round] ?? Number.NaN)));
    return [{ operation, connections, what, of, ratio, bar, met: bar === null || met(bar, ratio) }];
  });

export const shareTable = (shares: readonly Share[]): string =>
  aligned([
    ['', 'connections', '', 'of', 'ratio (quartiles)', 'bar', ''],
    ...shares.map(({ operation, connections, what, of, ratio: { lower, median, upper }, bar, met: isMet }) => [
      operation,
      String(connections),
      what,
      of,
      `${median.toFixed(2)} (${lower.toFixed(2)} to ${upper.toFixed(2)})`,
      bar ? `${bar.rule} ${bar.target}` : '',
      bar ? (isMet ? 'met' : 'MISSED') : '',
    ]),
  ]);
