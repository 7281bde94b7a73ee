import type { Day } from '../../base/time.ts';
import type { Context } from '../../graphql/context.ts';
import { changeOverride, type OverrideAnswer } from './changeoverride.ts';
import { type Named, whoseOf } from './override.ts';
import { request } from './request.ts';

export interface RequestOverrideInput extends Named {
  readonly dimension: string;
  readonly grade: string;
  readonly cause: string;
  readonly why: string;
  readonly expiresOn: Day;
  readonly idempotencyKey: string;
}

/** Asks for another grade than the computed one; it begins at once where one person may decide it. */
export async function requestOverride(context: Context, input: RequestOverrideInput): Promise<OverrideAnswer> {
  const { dimension, grade, cause, why, expiresOn } = input;
  return changeOverride(context, 'requestOverride', input, async (tx, acting) =>
    request(tx, { ...whoseOf(input), dimension, grade, cause, why, expiresOn }, acting),
  );
}
