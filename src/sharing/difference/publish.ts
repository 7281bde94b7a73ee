import type { Language } from '../../base/text.ts';
import { type Difference, isGain, type Shown, type SightChange, sentenceOf, type TermChange, termSentence } from './difference.ts';

/** A change as the graph shows it. */
export interface PublishedChange {
  readonly purpose: string;
  readonly part: string;
  readonly from: Shown;
  readonly to: Shown;
  readonly isGain: boolean;
  readonly sentence: string;
}

export interface PublishedTerm {
  readonly path: string;
  readonly old: string | null;
  readonly new: string | null;
  readonly sentence: string;
}

export interface PublishedDifference {
  readonly partner: string;
  readonly from: number | null;
  readonly to: number | null;
  readonly changes: readonly PublishedChange[];
  readonly terms: readonly PublishedTerm[];
}

const publishChange = (change: SightChange, partner: string, language: Language): PublishedChange => ({
  purpose: change.purpose,
  part: change.coordinate,
  from: change.from,
  to: change.to,
  isGain: isGain(change),
  sentence: sentenceOf(change, partner, language),
});

const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));
const publishTerm = (term: TermChange, language: Language): PublishedTerm => ({
  path: term.path,
  old: json(term.old),
  new: json(term.new),
  sentence: termSentence(term, language),
});

export const publish = (
  { sights, terms }: Difference,
  { partner, from, to }: { partner: string; from: number | null; to: number | null },
  language: Language,
): PublishedDifference => ({
  partner,
  from,
  to,
  changes: sights.map((change) => publishChange(change, partner, language)),
  terms: terms.map((term) => publishTerm(term, language)),
});
