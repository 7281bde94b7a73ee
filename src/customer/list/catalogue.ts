import type { Language, Text } from '../../base/text.ts';
import { endCauses, listCodes, listOf } from './list.ts';

/** Why, as a word and in words. */
export interface PublishedCause {
  readonly code: string;
  readonly text: string;
}

export interface PublishedList {
  readonly code: string;
  readonly title: string;
  readonly needsApproval: boolean;
  readonly causes: readonly PublishedCause[];
  readonly endCauses: readonly PublishedCause[];
}

const causesIn = (causes: Readonly<Record<string, Text>>, language: Language): PublishedCause[] =>
  Object.entries(causes).map(([code, text]) => ({ code, text: text[language] }));

/** The lists there are, in a language. */
export const catalogue = (language: Language): PublishedList[] =>
  listCodes.map((code) => {
    const { title, isApproved, causes } = listOf(code);
    return { code, title: title[language], needsApproval: isApproved, causes: causesIn(causes, language), endCauses: causesIn(endCauses, language) };
  });
