import { digest as digestOf } from '../../base/digest.ts';
import type { Instant } from '../../base/time.ts';
import type { Sql } from '../../db/client.ts';
import { check } from '../check/check.ts';
import type { Fault } from '../check/fault.ts';
import { attributesOf } from '../store.ts';
import type { Subject } from '../subject.ts';
import { addActivation, addVersion } from './store.ts';
import { shortOf } from './version.ts';

/** refused: the faults say why, nothing was stored. active: it was the active version already, nothing changed. */
export type Activation =
  | { readonly state: 'refused'; readonly faults: readonly Fault[] }
  | {
      readonly state: 'activated' | 'active';
      readonly digest: string;
      readonly name: string;
      readonly dimension: string;
      readonly subject: Subject;
      readonly faults: readonly Fault[];
    };

/** Checks a document, keeps it as an immutable version and makes it the active one of its dimension and subject, all or nothing. */
export async function activate(sql: Sql, document: unknown, now: Instant): Promise<Activation> {
  const { ruleset, faults } = check(document, await attributesOf(sql));
  if (ruleset === undefined) return { state: 'refused', faults };
  const digest = digestOf(document);
  const { name, dimension, subject } = ruleset;
  const isNew = await sql.begin(async (tx) => {
    await addVersion(tx, { digest, version: shortOf(digest), name, dimension, subject, document, addedAt: now });
    return await addActivation(tx, { dimension, subject, digest }, now);
  });
  return { state: isNew ? 'activated' : 'active', digest, name, dimension, subject, faults };
}
