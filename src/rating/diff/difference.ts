import canonicalize from 'canonicalize';
import type { Language } from '../../base/text.ts';
import type { Ruleset } from '../ruleset.ts';
import { type Leaf, outline, type Part, type Parts } from './outline.ts';
import { worded } from './wording.ts';

/** One thing that is not as it was: in one sentence, and as data. */
export interface Change {
  /** Where it stands: in the new document, or in the old one when it is gone. */
  readonly path: string;
  /** What changed, in the reader's language. */
  readonly what: string;
  /** As the document has it; null when there was, or is, none. */
  readonly old: unknown;
  readonly new: unknown;
  /** `what: old -> new`, in the reader's language. */
  readonly sentence: string;
}

/**
 * What changed from one ruleset to another: one change per value, one for each thing that came or went, one per order.
 * Things are found again by name (bins by their range, words or state, knots by where they stand), never by position.
 */
export const difference = (old: Ruleset, now: Ruleset, language: Language): Change[] =>
  changesOf({ language, place: [] }, outline(old, language), outline(now, language));

interface At {
  readonly language: Language;
  /** Labels of the parts around. */
  readonly place: readonly string[];
}

function changesOf({ language, place }: At, old: Part, now: Part): Change[] {
  const own = changedLeaves({ language, place: place.length === 0 ? [now.label] : place }, old.leaves, now.leaves);
  const lists = now.lists.flatMap((list, at) => changedParts({ language, place }, old.lists[at] as Parts, list));
  return [...own, ...lists];
}

function changedLeaves(at: At, old: readonly Leaf[], now: readonly Leaf[]): Change[] {
  const names = new Set([...now, ...old].map(({ name }) => name));
  return [...names].flatMap((name) => {
    const before = old.find((leaf) => leaf.name === name);
    const after = now.find((leaf) => leaf.name === name);
    if (canonicalize(before?.raw ?? null) === canonicalize(after?.raw ?? null) && (before === undefined) === (after === undefined)) return [];
    const { label, path } = (after ?? before) as Leaf;
    return [changed(at, label, path, shown(at, before, after), shown(at, after, before), before?.raw, after?.raw)];
  });
}

/** A leaf's text; as JSON where only that tells it from the other (the word 1 and the number 1, an empty list and none). */
function shown({ language }: At, leaf: Leaf | undefined, other: Leaf | undefined): string {
  const none = worded(language, 'none');
  if (leaf === undefined) return none;
  return leaf.text === (other?.text ?? none) ? JSON.stringify(leaf.raw) : leaf.text;
}

function changed({ language, place }: At, label: string, path: string, from: string, to: string, old: unknown, now: unknown): Change {
  const what = `${placed(language, place)}${language === 'zh' ? '：' : ': '}${label}`;
  return { path, what, old: old ?? null, new: now ?? null, sentence: `${what} ${from} -> ${to}` };
}

function changedParts(at: At, old: Parts, now: Parts): Change[] {
  const before = keyed(old.parts);
  const after = keyed(now.parts);
  const gone = [...before].filter(([key]) => !after.has(key)).map(([, part]) => whole(at, part, 'removed'));
  const rest = [...after].flatMap(([key, part]) => {
    const was = before.get(key);
    if (was === undefined) return [whole(at, part, 'added')];
    return changesOf({ language: at.language, place: [...at.place, part.label] }, was, part);
  });
  return [...gone, ...ordered(at, now, before, after), ...rest];
}

/** Parts by key; the second of one key is another thing than the first. */
function keyed(parts: readonly Part[]): Map<string, Part> {
  const found = new Map<string, Part>();
  for (const part of parts) {
    let key = part.key;
    for (let nth = 2; found.has(key); nth++) key = `${part.key} #${nth}`;
    found.set(key, part);
  }
  return found;
}

function ordered(at: At, { order, path }: Parts, before: ReadonlyMap<string, Part>, after: ReadonlyMap<string, Part>): Change[] {
  const [was, is] = [[...before.keys()].filter((key) => after.has(key)), [...after.keys()].filter((key) => before.has(key))];
  if (order === undefined || was.every((key, nth) => key === is[nth])) return [];
  const place = at.place.length === 0 ? [worded(at.language, 'ruleset')] : at.place;
  const names = (keys: readonly string[]): string => keys.map((key) => after.get(key)?.name).join(', ');
  return [changed({ ...at, place }, order, path, names(was), names(is), was, is)];
}

/** A part that came or went, with all it says. */
function whole({ language, place }: At, part: Part, verb: 'added' | 'removed'): Change {
  const what = placed(language, [...place, part.label]);
  const inside = content(part, language);
  const [colon, open, close] = language === 'zh' ? ['：', '（', '）'] : [': ', ' (', ')'];
  const sentence = `${what}${colon}${worded(language, verb)}${inside === '' ? '' : `${open}${inside}${close}`}`;
  return { path: part.path, what, old: verb === 'removed' ? part.raw : null, new: verb === 'added' ? part.raw : null, sentence };
}

function content({ leaves, lists }: Part, language: Language): string {
  const [comma, semicolon, colon] = language === 'zh' ? ['，', '；', '：'] : [', ', '; ', ': '];
  const own = leaves.map(({ label, text }) => `${label} ${text}`).join(comma);
  const below = lists.flatMap(({ parts }) => parts).map((part) => `${part.label}${colon}${content(part, language)}`);
  return [...(own === '' ? [] : [own]), ...below].join(semicolon);
}

const placed = (language: Language, place: readonly string[]): string => place.join(language === 'zh' ? '，' : ', ');
