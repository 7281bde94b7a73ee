import { limits } from '../../../src/base/limits.ts';
import { type Flood, flood } from '../flood.ts';
import type { Contender } from './contender.ts';
import type { Asked } from './requests.ts';
import { requests } from './text.ts';

const seconds = 8;
/** Three times as long as at half load is too long. */
const most = 3;
const refusalMs = 5;

export interface Flooded extends Flood {
  readonly met: boolean;
}

/** Offers the product three times what it can answer of customer 360. */
export async function flooded(contenders: readonly Contender[], asked: Asked, token: string): Promise<Flooded> {
  const { port, dialect } = contenders.find(({ kind }) => kind === 'product') as Contender;
  const next = requests({ port, token, templates: dialect.templates, variables: dialect.variables(asked) }, { operation: 'customer360', from: 0 });
  const found = await flood({ port, next }, seconds);
  const { half, threefold } = found;
  const isBounded =
    threefold.mostQueued <= limits.requestsQueued && threefold.refusalP50 < refusalMs && threefold.residentMegabytes < half.residentMegabytes * 1.2;
  return { ...found, met: found.ratio < most && isBounded && half.wrong + threefold.wrong === 0 };
}

export function floodText({ capacity, half, threefold, ratio, met }: Flooded): string {
  const ms = (value: number): string => `${value.toFixed(1)} ms`;
  return [
    `flood of customer360: answers at most ${Math.round(capacity)} a second; offered three times that, ${threefold.answered} answered, ${threefold.refused} refused, ${threefold.wrong} wrong`,
    `  p90 of the admitted, admission to last byte: ${ms(threefold.serverP90)}, at half load ${ms(half.serverP90)}: ratio ${ratio.toFixed(2)}, below ${most}`,
    `  refusals (p50, as the caller sees them) ${ms(threefold.refusalP50)}; at most ${threefold.mostQueued} queued; memory ${half.residentMegabytes} MB at half load, ${threefold.residentMegabytes} MB in the flood`,
    `  ratio, refusals under ${refusalMs} ms, queue and memory together: ${met ? 'met' : 'MISSED'}`,
  ].join('\n');
}
