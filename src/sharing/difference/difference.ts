import type { Treatment } from '../../access/role.ts';
import { canonical } from '../../base/digest.ts';
import type { Language } from '../../base/text.ts';
import type { Day } from '../../base/time.ts';
import type { Agreement } from '../agreement/agreement.ts';

/** How each part of the graph is seen, by its coordinate; what is absent is not seen. */
export type Sights = ReadonlyMap<string, Treatment>;
export const sightNames = ['clear', 'masked', 'withheld', 'absent'] as const;
export type Shown = (typeof sightNames)[number];

/** A field, argument, input field or value that a partner sees otherwise under one purpose. */
export interface SightChange {
  readonly purpose: string;
  /** `Customer.name`, `Customer.bills(from:)`. */
  readonly coordinate: string;
  readonly from: Shown;
  readonly to: Shown;
}

/** A member of the document that is another: quotas, price, windows, whom it may ask about. */
export interface TermChange {
  readonly path: string;
  /** As the documents have it; null: it was not, or is no more, there. */
  readonly old: unknown;
  readonly new: unknown;
}

export interface Difference {
  readonly sights: readonly SightChange[];
  readonly terms: readonly TermChange[];
}

/** What a document shows for a purpose; of a purpose that it has not, what every partner sees. */
export type Seeing = (document: Agreement | null, purpose: string) => Sights;

/** What changes for a partner from one version (null: it had none) to another (null: it is over), field by field. */
export function difference(old: Agreement | null, now: Agreement | null, seeing: Seeing): Difference {
  const purposes = [...new Set([...Object.keys(old?.purposes ?? {}), ...Object.keys(now?.purposes ?? {})])].toSorted();
  return {
    sights: purposes.flatMap((purpose) => sightChanges(purpose, seeing(old, purpose), seeing(now, purpose))),
    terms: old && now ? termChanges(old, now) : [],
  };
}

function sightChanges(purpose: string, before: Sights, after: Sights): SightChange[] {
  const coordinates = [...new Set([...before.keys(), ...after.keys()])].toSorted();
  return coordinates.flatMap((coordinate) => {
    const [from, to] = [before.get(coordinate) ?? 'absent', after.get(coordinate) ?? 'absent'] as const;
    return from === to ? [] : [{ purpose, coordinate, from, to }];
  });
}

/** Whether the partner sees more than before. */
export const isGain = ({ from, to }: Pick<SightChange, 'from' | 'to'>): boolean => sightNames.indexOf(to) < sightNames.indexOf(from);

/** Every value that the two say otherwise; lists are compared whole. */
function termChanges(old: Agreement, now: Agreement): TermChange[] {
  const [before, after] = [old, now].map((document) => new Map(leavesOf(document, ''))) as [Map<string, unknown>, Map<string, unknown>];
  return [...new Set([...before.keys(), ...after.keys()])].toSorted().flatMap((path) => {
    const [was, is] = [before.get(path) ?? null, after.get(path) ?? null];
    return canonical(was) === canonical(is) ? [] : [{ path, old: was, new: is }];
  });
}

const leavesOf = (value: unknown, path: string): [string, unknown][] =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.entries(value).flatMap(([key, each]) => leavesOf(each, path === '' ? key : `${path}.${key}`))
    : [[path, value]];

/** By coordinate the day from which a purpose sees less of it than now: it is deprecated until then. */
export const departures = (now: Sights, next: Sights, on: Day): ReadonlyMap<string, Day> =>
  new Map(sightChanges('', now, next).flatMap((change) => (isGain(change) ? [] : [[change.coordinate, on]])));

const words = {
  en: {
    clear: { masked: 'sees {part} in clear, no longer masked', withheld: 'sees {part}, which was withheld', absent: 'newly sees {part}' },
    masked: { clear: 'sees {part} masked, no longer in clear', withheld: 'sees {part} masked, which was withheld', absent: 'newly sees {part}, masked' },
    withheld: {
      clear: 'no longer sees {part}: it is withheld',
      masked: 'no longer sees {part}, not even masked: it is withheld',
      absent: 'learns that {part} exists; it is withheld',
    },
    absent: { clear: 'no longer has {part}', masked: 'no longer has {part}, which was masked', withheld: 'no longer has {part}, which was withheld' },
  },
  zh: {
    clear: { masked: '可看到 {part} 明文，不再遮蔽', withheld: '可看到原先隐去的 {part}', absent: '新增可见 {part}' },
    masked: { clear: '只能看到遮蔽后的 {part}，不再是明文', withheld: '可看到遮蔽后的 {part}，原先隐去', absent: '新增可见 {part}（遮蔽）' },
    withheld: { clear: '不再看到 {part}：已隐去', masked: '不再看到 {part}（原为遮蔽）：已隐去', absent: '得知有 {part}，但内容隐去' },
    absent: { clear: '不再有 {part}', masked: '不再有 {part}（原为遮蔽）', withheld: '不再有 {part}（原为隐去）' },
  },
} as const satisfies Record<Language, Record<Shown, object>>;

/** A change in one sentence: `homes, for letting: newly sees Customer.name`. */
export function sentenceOf({ purpose, coordinate, from, to }: SightChange, partner: string, language: Language): string {
  const said = (words[language][to] as Record<string, string>)[from]?.replace('{part}', coordinate) ?? '';
  return language === 'zh' ? `${partner} 就用途 ${purpose}：${said}` : `${partner}, for ${purpose}: ${said}`;
}

/** The same of a term: `quotas.day: 1000 -> 2000`. */
export const termSentence = ({ path, old, new: now }: TermChange, language: Language): string =>
  `${path}${language === 'zh' ? '：' : ': '}${JSON.stringify(old)} -> ${JSON.stringify(now)}`;
