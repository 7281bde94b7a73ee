import type { Day } from '../../base/time.ts';
import { load } from '../../graphql/batch.ts';
import type { Context } from '../../graphql/context.ts';
import type { IssuedGrade } from '../issue/issue.ts';
import { inForce } from '../issue/store.ts';

interface Asked {
  readonly dimension: string;
  readonly on?: Day | null | undefined;
  readonly preliminary: boolean;
}

/** The grade of a subject (`subjectName`) in force on a day, today unless it says otherwise; nothing without one. */
export async function standing(context: Context, name: string, { dimension, on, preliminary }: Asked): Promise<IssuedGrade | undefined> {
  return load(context, inForce, name, {
    dimension,
    on: on ?? context.partner?.readOn ?? context.today(),
    kind: preliminary ? ('preliminary' as const) : ('issued' as const),
  });
}
