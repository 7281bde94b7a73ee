import type { Language } from '../../base/text.ts';
import { load } from '../../graphql/batch.ts';
import type { Context } from '../../graphql/context.ts';
import { recall } from '../version/recall.ts';
import type { PublishedOverride } from './override.ts';

/** The cause of an override as the ruleset that allowed it says it. */
export async function causeText(context: Context, { version, cause }: PublishedOverride, language: Language): Promise<string> {
  return (await load(context, recall, version))?.ruleset.overrides?.causes[cause]?.[language] ?? cause;
}
