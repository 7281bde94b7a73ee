import type { Language } from '../../base/text.ts';
import { load } from '../../graphql/batch.ts';
import type { Context } from '../../graphql/context.ts';
import { gradesById } from '../issue/store.ts';
import { recall } from '../version/recall.ts';
import { type Review, wordsOf } from './review.ts';

/** Why a review came to another grade, in words; nothing while it is open, or where the grade was upheld. */
export async function causeText(context: Context, { customerId, gradeId, cause }: Review, language: Language): Promise<string | undefined> {
  if (cause === null) return undefined;
  const grade = await load(context, gradesById, `${customerId}:${gradeId}`);
  const version = grade && (await load(context, recall, grade.version));
  return (version && wordsOf(version.ruleset, cause))?.[language] ?? cause;
}
