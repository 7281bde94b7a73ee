import type { Tx } from '../../db/client.ts';
import { check } from '../check/check.ts';
import type { Fault } from '../check/fault.ts';
import { problem } from '../errors.ts';
import { attributesOf, policyRulesOf } from '../store.ts';
import { versionsByDigest } from '../version/store.ts';
import { type Stored, storedOf } from '../version/version.ts';
import { errorsOf } from './outcome.ts';

/** A kept version with what the check finds in it today; sound when nothing but warnings, golden cases included. */
export interface Checked {
  readonly version: Stored;
  readonly faults: readonly Fault[];
  readonly isSound: boolean;
}

/** Checks a kept version whole, against the attributes declared today. RATING_RULESET_UNKNOWN. */
export async function checked(tx: Tx, digest: string): Promise<Checked> {
  const [row] = await versionsByDigest(tx, [digest]);
  if (!row) throw problem('RATING_RULESET_UNKNOWN', { name: digest }, { path: 'digest' });
  const { faults } = check(row.document, await attributesOf(tx), await policyRulesOf(tx));
  return { version: storedOf(row), faults, isSound: errorsOf(faults).length === 0 };
}
