import { z } from 'zod';
import { limits } from '../../base/limits.ts';
import { error, type Fault, warning } from '../check/fault.ts';

const word = z.string().min(1).max(limits.nameCharacters);

/** How a bureau's scale is read: each of its words with the own grade it stands for, the best first. */
export const externalShape = z.strictObject({
  agency: word,
  scale: word,
  words: z
    .array(z.strictObject({ word, grade: z.string().min(1).max(20) }))
    .min(1)
    .max(limits.externalWords),
});
export type ExternalScale = z.infer<typeof externalShape>;

/** What is wrong with the scales of a ruleset, given the names of its grades, the best first. */
export function externalFaults(scales: readonly ExternalScale[], names: readonly string[]): Fault[] {
  return scales.flatMap(({ agency, scale, words }, at) => {
    const isTwice = scales.findIndex((other) => other.agency === agency && other.scale === scale) < at;
    return [
      ...(isTwice ? [error('RATING_EXTERNAL_TWICE', `external[${at}]`, { agency, scale })] : []),
      ...words.flatMap((_, nth) => wordFaults(words, nth, names, `external[${at}].words[${nth}]`)),
    ];
  });
}

function wordFaults(words: ExternalScale['words'], nth: number, names: readonly string[], path: string): Fault[] {
  const { word: own, grade } = words[nth] as ExternalScale['words'][number];
  const isTwice = words.findIndex((other) => other.word === own) < nth;
  const [before, place] = [names.indexOf(words[nth - 1]?.grade ?? ''), names.indexOf(grade)];
  return [
    ...(isTwice ? [error('RATING_EXTERNAL_WORD_TWICE', `${path}.word`, { word: own })] : []),
    ...(place < 0 ? [error('RATING_GRADE_UNKNOWN', `${path}.grade`, { grade, known: names.join(', ') })] : []),
    ...(place >= 0 && place < before ? [warning('RATING_EXTERNAL_ORDER', path, { word: own, grade, better: words[nth - 1]?.word ?? '' })] : []),
  ];
}
