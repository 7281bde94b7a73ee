import canonicalize from 'canonicalize';
import type { Language } from '../../base/text.ts';
import type { Ruleset } from '../ruleset.ts';
import { outline } from './outline.ts';
import { content, type Leaf, type Part, type Parts } from './part.ts';
import { pointsWords, worded } from './wording.ts';

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
export function difference(old: Ruleset, now: Ruleset, language: Language): Change[] {
  const hasMany = Math.max(old.cards.length, now.cards.length) > 1;
  const root = { language, place: '' };
  return changesOf(root, outline(old, language, hasMany), outline(now, language, hasMany));
}

interface At {
  readonly language: Language;
  /** What is around, in words. */
  readonly place: string;
}

/** In a part of what is around. */
function within({ language, place }: At, name: string | null, isJoined = false): At {
  if (name === null) return { language, place };
  const mark = isJoined ? ' ' : language === 'zh' ? '，' : ', ';
  return { language, place: place === '' ? name : `${place}${mark}${name}` };
}

function changesOf(at: At, old: Part, now: Part): Change[] {
  const isRoot = now.path === '';
  const own = within(at, now.place ?? now.label, now.isJoined);
  const inside = isRoot ? at : within(at, now.inside === undefined ? (now.place ?? now.label) : now.inside, now.isJoined);
  const lists = now.lists.flatMap((list, nth) => changedParts({ own, inside }, old.lists[nth] as Parts, list));
  return [...changedLeaves(own, old.leaves, now.leaves), ...lists];
}

function changedLeaves(at: At, old: readonly Leaf[], now: readonly Leaf[]): Change[] {
  const [was, is] = [old, now].map((leaves) => new Map(leaves.map((leaf) => [leaf.name, leaf]))) as [Map<string, Leaf>, Map<string, Leaf>];
  return [...new Set([...is.keys(), ...was.keys()])].flatMap((name) => {
    const [before, after] = [was.get(name), is.get(name)];
    if (canonicalize(before?.raw ?? null) === canonicalize(after?.raw ?? null) && (before === undefined) === (after === undefined)) return [];
    const leaf = (after ?? before) as Leaf;
    return [changed(at, leaf, shown(at, before, after), shown(at, after, before), before?.raw, after?.raw)];
  });
}

/** A leaf's text; as JSON where only that tells it from the other (the word 1 and the number 1, an empty list and none). */
function shown({ language }: At, leaf: Leaf | undefined, other: Leaf | undefined): string {
  const none = worded(language, 'none');
  if (leaf === undefined) return none;
  return leaf.text === (other?.text ?? none) ? JSON.stringify(leaf.raw) : leaf.text;
}

/** `cut-off of B: 70 -> 72`, `late payment 1-29 days: 25 -> 10 points`, `card main: initial 100 -> 90`. */
function changed({ language, place }: At, { label, path, alone, counts }: Leaf, from: string, to: string, old: unknown, now: unknown): Change {
  const colon = language === 'zh' ? '：' : ': ';
  const isSingle = alone !== undefined || label === '';
  const what = alone ?? (label === '' ? place : `${place}${colon}${label}`);
  const said = `${from} -> ${counts ? pointsWords(to, language) : to}`;
  return { path, what, old: old ?? null, new: now ?? null, sentence: `${what}${isSingle ? colon : ' '}${said}` };
}

function changedParts({ own, inside }: { own: At; inside: At }, old: Parts, now: Parts): Change[] {
  const before = keyed(old.parts);
  const after = keyed(now.parts);
  const gone = [...before].filter(([key]) => !after.has(key)).map(([, part]) => whole(inside, part, 'removed'));
  const rest = [...after].flatMap(([key, part]) => {
    const was = before.get(key);
    return was === undefined ? [whole(inside, part, 'added')] : changesOf(inside, was, part);
  });
  return [...gone, ...ordered(own, now, before, after), ...rest];
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
  const names = (keys: readonly string[]): string => keys.map((key) => after.get(key)?.name).join(', ');
  return [changed(at, { name: order, label: order, path, raw: null, text: '' }, names(was), names(is), was, is)];
}

/** A part that came or went, with all it says. */
function whole(at: At, part: Part, verb: 'added' | 'removed'): Change {
  const { language } = at;
  const { place: what } = within(at, part.label, part.isJoined);
  const inside = content(part, language);
  const [colon, open, close] = language === 'zh' ? ['：', '（', '）'] : [': ', ' (', ')'];
  const sentence = `${what}${colon}${worded(language, verb)}${inside === '' ? '' : `${open}${inside}${close}`}`;
  return { path: part.path, what, old: verb === 'removed' ? part.raw : null, new: verb === 'added' ? part.raw : null, sentence };
}
