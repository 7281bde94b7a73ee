import type { Language } from '../../base/text.ts';
import { type Entry, type Level, resultOf, type Way, type Weights, waysOf } from './weights.ts';

/** One value of a card's weights that can change by itself; label and text in the reader's language. */
export interface WeightLeaf {
  readonly name: string;
  readonly label: string;
  readonly path: string;
  readonly raw: unknown;
  readonly text: string;
}

const words = {
  en: {
    way: 'way of weighting',
    weight: (name: string) => `weight of ${name}`,
    compared: (of: string) => `compared${of}`,
    below: (of: string) => ` under ${of}`,
    pair: (first: string, second: string) => `${first} to ${second}`,
    by: (label: string, expert: string) => `${label} (${expert})`,
    share: 'share',
    part: (at: number) => `part ${at} of the mix, `,
    asOf: 'entropy as of',
    knownAt: 'entropy known at',
    count: 'rated at the entropy',
    ways: { direct: 'given', ahp: 'analytic hierarchy', entropy: 'entropy', mix: 'a mix' },
    none: 'nothing',
  },
  zh: {
    way: '赋权方法',
    weight: (name: string) => `${name}的权重`,
    compared: (of: string) => `${of}比较项`,
    below: (of: string) => `${of}下的`,
    pair: (first: string, second: string) => `${first} 比 ${second}`,
    by: (label: string, expert: string) => `${label}（${expert}）`,
    share: '份额',
    part: (at: number) => `组合第 ${at} 部分，`,
    asOf: '熵的基准日',
    knownAt: '熵的已知时点',
    count: '计算熵的对象数',
    ways: { direct: '直接给定', ahp: '层次分析', entropy: '熵权', mix: '组合' },
    none: '无',
  },
} as const;

/** In which words it is told; `called`: what an indicator is called, or a criterion, of which the name is all there is. */
export interface Telling {
  readonly language: Language;
  readonly called: (name: string) => string;
}

/** Weights as leaves: how they are found, what was judged, and what each indicator counts. */
export function weightLeaves(weights: Weights | undefined, path: string, telling: Telling): WeightLeaf[] {
  if (weights === undefined) return [];
  const say = words[telling.language];
  const result = resultOf(weights);
  const from = weights.result ? 'result' : 'direct';
  const counted = Object.entries(result ?? {}).map(([name, weight]) =>
    leaf(`weight ${name}`, say.weight(telling.called(name)), `${path}.${from}.${name}`, weight, figure(weight)),
  );
  const parts = (weights.mix ?? []).flatMap((part, at) => {
    const below = `${path}.mix[${at}]`;
    const own = [leaf('share', say.share, `${below}.share`, part.share, String(part.share)), ...wayLeaves(part.weights, `${below}.weights`, telling)];
    return own.map((each) => ({ ...each, name: `part ${at} ${each.name}`, label: `${say.part(at + 1)}${each.label}` }));
  });
  const { entropy } = weights.found ?? {};
  const measured = entropy
    ? [
        leaf('entropy known at', say.knownAt, `${path}.found.entropy.knownAt`, entropy.knownAt, entropy.knownAt),
        leaf('entropy count', say.count, `${path}.found.entropy.count`, entropy.count, String(entropy.count)),
      ]
    : [];
  return [...wayLeaves(weights, path, telling), ...parts, ...measured, ...counted];
}

const leaf = (name: string, label: string, path: string, raw: unknown, text: string): WeightLeaf => ({ name, label, path, raw, text });

const figure = (weight: number): string => String(Number(weight.toFixed(6)));

function wayLeaves(weights: Way, path: string, telling: Telling): WeightLeaf[] {
  const say = words[telling.language];
  const ways = waysOf(weights);
  const text = ways.map((way) => say.ways[way]).join(', ') || say.none;
  const { ahp, entropy } = weights;
  return [
    leaf('way', say.way, path, ways, text),
    ...(ahp ? levelLeaves(ahp, `${path}.ahp`, undefined, telling) : []),
    ...(entropy ? [leaf('entropy as of', say.asOf, `${path}.entropy.asOf`, entropy.asOf, entropy.asOf)] : []),
  ];
}

function levelLeaves({ compare, matrix, experts, criteria }: Level, path: string, of: string | undefined, telling: Telling): WeightLeaf[] {
  const { called, language } = telling;
  const say = words[language];
  const listed = compare.map(called).join(', ');
  const own = leaf(`compared ${of ?? ''}`, say.compared(of === undefined ? '' : say.below(called(of))), `${path}.compare`, compare, listed);
  return [
    own,
    ...(matrix ? pairLeaves(matrix, compare, { path: `${path}.matrix`, of, expert: undefined }, telling) : []),
    ...Object.entries(experts ?? {}).flatMap(([expert, rows]) => pairLeaves(rows, compare, { path: `${path}.experts.${expert}`, of, expert }, telling)),
    ...Object.entries(criteria ?? {}).flatMap(([name, level]) => levelLeaves(level, `${path}.criteria.${name}`, name, telling)),
  ];
}

interface Judgement {
  readonly path: string;
  readonly of: string | undefined;
  readonly expert: string | undefined;
}

/** The upper half: the rest follows from it. */
function pairLeaves(
  rows: readonly (readonly Entry[])[],
  compare: readonly string[],
  { path, of, expert }: Judgement,
  { called, language }: Telling,
): WeightLeaf[] {
  const say = words[language];
  return compare.flatMap((first, i) =>
    compare.slice(i + 1).map((second, after) => {
      const place = (rows[i]?.length === compare.length ? i : 0) + after + 1;
      const entry = rows[i]?.[place];
      const pair = say.pair(called(first), called(second));
      const label = expert === undefined ? pair : say.by(pair, expert);
      return leaf(`pair ${of ?? ''} ${expert ?? ''} ${first} ${second}`, label, `${path}[${i}][${place}]`, entry, String(entry));
    }),
  );
}
