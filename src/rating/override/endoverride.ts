import type { Context } from '../../graphql/context.ts';
import { changeOverride, type OverrideAnswer } from './changeoverride.ts';
import { finish } from './finish.ts';

export interface EndOverrideInput {
  readonly id: string;
  readonly why: string;
  readonly idempotencyKey: string;
}

/** Ends an override that is in force: its customer has the computed grade again. */
export async function endOverride(context: Context, input: EndOverrideInput): Promise<OverrideAnswer> {
  return changeOverride(context, 'endOverride', input, (tx, acting) => finish(tx, input.id, input.why, acting));
}
