import type { Acting } from '../../approval/handler.ts';
import type { Day } from '../../base/time.ts';
import type { Tx } from '../../db/client.ts';
import { known } from '../life/known.ts';
import { isActivatable } from '../life/life.ts';
import { listedByDigest } from '../version/store.ts';
import { activateVersion } from './activate.ts';
import { bootstrap } from './bootstrap.ts';
import type { Outcome } from './outcome.ts';

export interface Taking {
  readonly document: unknown;
  /** Of the document. */
  readonly digest: string;
  /** By default today. */
  readonly on: Day | undefined;
  /** May be empty for the first of a dimension. */
  readonly comment: string;
  /** How the document was asked for: what a refusal tells to type. */
  readonly given: string;
}

/** Activates a document as `activateVersion` does; where its dimension never had an active version, as `bootstrap` does. */
export async function takeUp(tx: Tx, { digest, document, on, comment, given }: Taking, acting: Omit<Acting, 'holds'>): Promise<Outcome> {
  const kept = [...(await listedByDigest(tx, [digest])).values()];
  const { life } = (await known(tx, kept, acting)).get(digest) ?? {};
  if (life && isActivatable(life)) return activateVersion(tx, { digest, on: on ?? acting.today, comment, given }, acting);
  return bootstrap(tx, { document, on, comment: comment === '' ? 'The first ruleset of its dimension.' : comment, given }, acting);
}
