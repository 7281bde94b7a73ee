import { limits } from '../../base/limits.ts';
import { Problem } from '../../base/problem.ts';
import { countCustomers } from '../../customer/directory/store.ts';
import type { Context } from '../../graphql/context.ts';
import { render } from '../../graphql/texts.ts';
import { problem } from '../errors.ts';
import { attemptRun, type IssueAnswer } from './attemptrun.ts';
import { begin, type Wanted } from './begin.ts';
import { complete } from './complete.ts';

export interface PrepareIssueInput extends Wanted {
  readonly idempotencyKey: string;
}

/**
 * Prepares the run of a cycle while the caller waits: a run over more customers than `limits.issueCustomers` is left to the
 * command line. The run is begun once per idempotency key; asked again, a preparation that was interrupted goes on.
 */
export async function prepareIssue(context: Context, input: PrepareIssueInput): Promise<IssueAnswer> {
  const { dimension, subject, asOf } = input;
  const most = limits.issueCustomers;
  const begun = await attemptRun(context, 'prepareIssue', input, async (tx, acting) => {
    if ((await countCustomers(tx)) > most) throw problem('RATING_ISSUE_MANY', { most });
    return begin(tx, { dimension, subject, asOf }, acting);
  });
  if (begun.run === null) return begun;
  try {
    const { sql, now } = context;
    return { run: await complete(sql, begun.run.issueId, { today: context.today(), now }), refusal: null };
  } catch (error) {
    if (!(error instanceof Problem) || !error.code.startsWith('RATING_')) throw error;
    return { run: null, refusal: render(error, context.language) };
  }
}
