import { type Bar, met, type Quartiles, quartiles } from '../paired.ts';
import { aligned } from '../row.ts';
import type { Contender } from './contender.ts';
import type { Sample, Series } from './measure.ts';
import type { Operation } from './protocol.ts';

/** Medians over the slices of one contender. */
export interface Figure {
  readonly operation: string;
  readonly connections: number;
  readonly contender: string;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Processor time per request, in microseconds. */
  readonly serverMicros: number;
  readonly postgresMicros: number;
  readonly generatorMicros: number;
  readonly residentMegabytes: number;
  readonly bytes: number;
}

/** Requests per second of the product over those of another in the same round. */
export interface Ratio extends Bar {
  readonly operation: string;
  readonly connections: number;
  readonly of: string;
  readonly ratio: Quartiles;
  readonly met: boolean;
}

const bars: Readonly<Record<Operation, { readonly floor: number; readonly peer: number }>> = {
  customer360: { floor: 0.65, peer: 1.6 },
  page: { floor: 0.72, peer: 1.4 },
  grade: { floor: 0.48, peer: 1.1 },
};

export const figuresOf = ({ operation, connections, samples }: Series): Figure[] =>
  [...samples].map(([contender, own]) => {
    const median = (of: (sample: Sample) => number): number => quartiles(own.map(of)).median;
    const micros = (of: (sample: Sample) => number): number => Math.round(median((sample) => (of(sample) * 1_000) / sample.answers));
    return {
      operation,
      connections,
      contender,
      perSecond: Math.round(median(({ answers, seconds }) => answers / seconds)),
      p50Ms: median(({ p50 }) => p50) / 1_000,
      p99Ms: median(({ p99 }) => p99) / 1_000,
      serverMicros: micros(({ serverMs }) => serverMs),
      postgresMicros: micros(({ postgresMs }) => postgresMs),
      generatorMicros: micros(({ cpuMs }) => cpuMs),
      residentMegabytes: Math.round(median(({ residentBytes }) => residentBytes) / 1_048_576),
      bytes: Math.round(median(({ bytes, answers }) => bytes / answers)),
    };
  });

/** The product against the floor, against each peer, and the bars: of the floor, and of the peer that was fastest. */
export function ratiosOf({ operation, connections, samples }: Series, contenders: readonly Contender[]): Ratio[] {
  const rates = (name: string): number[] => (samples.get(name) ?? []).map(({ answers, seconds }) => answers / seconds);
  const named = (kind: Contender['kind']): string[] => contenders.filter((each) => each.kind === kind).map(({ name }) => name);
  const speed = (name: string): number => quartiles(rates(name)).median;
  const product = rates(named('product')[0] ?? '');
  const best = named('peer').sort((a, b) => speed(b) - speed(a))[0] ?? '';
  const against = (of: string, target: number): Ratio => {
    const other = rates(of);
    const ratio = quartiles(product.map((rate, round) => rate / (other[round] ?? Number.NaN)));
    const bar = { rule: 'at least', target } as const;
    return { operation, connections, of, ...bar, ratio, met: met(bar, ratio) };
  };
  return [against(named('floor')[0] ?? '', bars[operation as Operation].floor), against(best, bars[operation as Operation].peer)];
}

export function figureTable(figures: readonly Figure[]): string {
  const heads = ['', 'connections', '', 'requests/s', 'p50 ms', 'p99 ms', 'server us', 'Postgres us', 'generator us', 'memory MB', 'bytes'];
  return aligned([
    heads,
    ...figures.map((each) => [
      each.operation,
      String(each.connections),
      each.contender,
      each.perSecond.toLocaleString('en'),
      each.p50Ms.toFixed(2),
      each.p99Ms.toFixed(2),
      String(each.serverMicros),
      String(each.postgresMicros),
      String(each.generatorMicros),
      String(each.residentMegabytes),
      each.bytes.toLocaleString('en'),
    ]),
  ]);
}

export function ratioTable(ratios: readonly Ratio[]): string {
  return aligned([
    ['', 'connections', 'of', 'ratio (quartiles)', 'bar', ''],
    ...ratios.map(({ operation, connections, of, ratio: { lower, median, upper }, rule, target, met }) => [
      operation,
      String(connections),
      of,
      `${median.toFixed(2)} (${lower.toFixed(2)} to ${upper.toFixed(2)})`,
      `${rule} ${target}`,
      met ? 'met' : 'MISSED',
    ]),
  ]);
}
