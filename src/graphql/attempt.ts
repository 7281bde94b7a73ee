import { type Params, Problem } from '../base/problem.ts';
import type { Tx } from '../db/client.ts';
import type { Context } from './context.ts';
import { once } from './once.ts';
import { type Rendered, render } from './texts.ts';

/** What a mutation came to: what its verb kept (plain JSON), or an expected refusal in the request's language. */
export type Attempt<Kept> = { readonly kept: Kept; readonly refusal: null } | { readonly kept: null; readonly refusal: Rendered };

type Remembered<Kept> = { readonly kept: Kept } | { readonly refusal: { readonly code: string; readonly params: Params; readonly path?: string | undefined } };

/** Codes of these rooms are told as errors of the request; any other problem is an expected refusal. */
const failures = /^(REQUEST|GRAPH|DB|ACCESS|SERVER)_/;

/**
 * Does a mutation at most once per idempotency key (`once.ts`). What its verb refuses is undone whole, remembered, and
 * answered as a typed refusal; what fails otherwise is an error and leaves the key free.
 */
export async function attempt<Input extends { idempotencyKey: string }, Kept>(
  context: Context,
  name: string,
  input: Input,
  act: (tx: Tx) => Promise<Kept>,
): Promise<Attempt<Kept>> {
  const answer = await once<Input, Remembered<Kept>>(context, name, input, async (tx) => {
    try {
      return { kept: (await tx.savepoint(act)) as Kept };
    } catch (error) {
      if (!(error instanceof Problem) || failures.test(error.code)) throw error;
      const { code, params, path } = error;
      return { refusal: { code, params, ...(path === undefined ? {} : { path }) } };
    }
  });
  if ('kept' in answer) return { kept: answer.kept, refusal: null };
  const { code, params, path } = answer.refusal;
  return { kept: null, refusal: render(new Problem(code, params, path === undefined ? {} : { path }), context.language) };
}
