import { load } from '../../graphql/batch.ts';
import type { Context } from '../../graphql/context.ts';
import type { IssueRun } from '../issue/issue.ts';
import { type PublishedRuleset, rulesetOf } from '../publish.ts';
import { recall } from '../version/recall.ts';
import { shortOf } from '../version/version.ts';

/** The version a run rates with, in the request's language. */
export async function rulesetOfRun(context: Context, { ruleset }: IssueRun): Promise<PublishedRuleset | undefined> {
  const version = await load(context, recall, shortOf(ruleset));
  return version && rulesetOf(version, context.language);
}
