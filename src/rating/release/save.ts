import type { Acting } from '../../approval/handler.ts';
import { append } from '../../audit/append.ts';
import { digest as digestOf } from '../../base/digest.ts';
import type { Tx } from '../../db/client.ts';
import { check } from '../check/check.ts';
import { commented } from '../life/life.ts';
import { parse } from '../ruleset.ts';
import { attributesOf, policyRulesOf } from '../store.ts';
import { addVersion } from '../version/store.ts';
import { shortOf } from '../version/version.ts';
import { type Outcome, outcome, unread } from './outcome.ts';

/**
 * Keeps a document as a draft. It must read; what else the check finds is told, and must be gone before it is submitted. Of a
 * document that is kept already author and comment stay as they are.
 */
export async function save(tx: Tx, document: unknown, why: string, { who, at }: Omit<Acting, 'holds'>): Promise<Outcome> {
  const comment = commented(why);
  const { faults } = check(document, await attributesOf(tx), await policyRulesOf(tx));
  const { ruleset } = parse(document);
  if (ruleset === undefined) return unread(faults);
  const digest = digestOf(document);
  const { name, dimension, subject } = ruleset;
  const version = { digest, version: shortOf(digest), name, dimension, subject, document, addedAt: at, author: who, comment };
  if (!(await addVersion(tx, version))) return outcome({ digest, name, faults });
  await append(tx, { at, who, what: 'ruleset.save', kind: 'ruleset', subjectId: digest, why: comment, digest, detail: { name, dimension, subject } });
  return outcome({ digest, name, isChanged: true, faults });
}
