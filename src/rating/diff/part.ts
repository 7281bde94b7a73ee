import type { Language, Text } from '../../base/text.ts';
import { inLanguage, pointsWords, valueWords, worded } from './wording.ts';

/** One value of a document that can change by itself. */
export interface Leaf {
  readonly name: string;
  /** In the reader's language, as is `text`; empty for the one value that a thing is about. */
  readonly label: string;
  readonly path: string;
  readonly raw: unknown;
  readonly text: string;
  /** What it is called by itself, wherever it stands: `cut-off of B`. */
  readonly alone?: string;
  /** What it counts, said behind it. */
  readonly counts?: 'points';
}

/** A named thing of a document, found again in another version by its key. */
export interface Part {
  readonly key: string;
  /** In the reader's language, as is `label`: `1-29 days`, `characteristic late payment`. */
  readonly name: string;
  readonly label: string;
  /** Where its own values stand, when that is not its label: `late payment`. */
  readonly place?: string;
  /** Where what is in it stands, when that is not its place; null: nowhere in particular. */
  readonly inside?: string | null;
  /** It goes on from where it stands with a blank: `late payment` `1-29 days`. */
  readonly isJoined?: boolean;
  readonly path: string;
  readonly raw: unknown;
  readonly leaves: readonly Leaf[];
  readonly lists: readonly Parts[];
}

export interface Parts {
  readonly name: string;
  /** What its order is called; nothing where there is none. */
  readonly order: string | undefined;
  readonly path: string;
  readonly parts: readonly Part[];
}

export const part = (
  language: Language,
  word: string,
  key: string,
  path: string,
  raw: unknown,
  leaves: readonly Leaf[],
  lists: readonly Parts[] = [],
): Part => ({ key, name: key, label: key === '' ? worded(language, word) : `${worded(language, word)} ${key}`, path, raw, leaves, lists });

/** Things whose order counts. */
export const list = (language: Language, name: string, path: string, parts: readonly Part[]): Parts => ({
  name,
  order: worded(language, `order of ${name}`),
  path,
  parts,
});

/** Things whose order does not count. */
export const set = (name: string, path: string, parts: readonly Part[]): Parts => ({ name, order: undefined, path, parts });

export const leaf = (name: string, label: string, path: string, raw: unknown, text: string): Leaf => ({ name, label, path, raw, text });

/** The fields of a thing that are there, each a leaf. */
export const fields = (path: string, raw: object, names: readonly string[], language: Language): Leaf[] =>
  names.flatMap((name) => {
    const value = (raw as Record<string, unknown>)[name];
    if (value === undefined) return [];
    const text = typeof value === 'string' && ownWords.has(name) ? worded(language, value) : valueWords(value, language);
    return [leaf(name, worded(language, spaced(name)), path === '' ? name : `${path}.${name}`, value, text)];
  });

/** Fields whose values are words of the document's own, not names that somebody gave. */
const ownWords: ReadonlySet<string> = new Set(['better', 'baseline', 'window']);
/** `graceDays` as `grace days`. */
const spaced = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** A text in each language. */
export const texts = (name: string, path: string, text: Text | undefined, language: Language): Leaf[] =>
  text === undefined ? [] : (['en', 'zh'] as const).map((of) => leaf(`${name}.${of}`, inLanguage(language, name, of), `${path}.${of}`, text[of], text[of]));

/** All that a part says. */
export function content({ leaves, lists }: Part, language: Language): string {
  const [comma, semicolon, colon] = language === 'zh' ? ['，', '；', '：'] : [', ', '; ', ': '];
  const said = ({ label, text, counts }: Leaf): string => {
    const counted = counts ? pointsWords(text, language) : text;
    return label === '' ? counted : `${label} ${counted}`;
  };
  const below = lists.flatMap(({ parts }) => parts).map((part) => `${part.label}${colon}${content(part, language)}`);
  return [...(leaves.length === 0 ? [] : [leaves.map(said).join(comma)]), ...below].join(semicolon);
}
