import type { Asked } from '../../approval/approval.ts';
import type { Acting } from '../../approval/handler.ts';
import { append } from '../../audit/append.ts';
import type { Tx } from '../../db/client.ts';
import { problem } from '../errors.ts';
import { checked } from './checked.ts';
import { errorsOf } from './outcome.ts';

/** Before a version counts as approved it is checked once more: what is declared may have changed since it was submitted. RULESET_FAULTS. */
export async function recheck(tx: Tx, { digest }: Asked, { at, who }: Acting): Promise<void> {
  const { version, faults } = await checked(tx, digest);
  const { name, golden } = version.ruleset;
  const [first, ...more] = errorsOf(faults);
  if (first) throw problem('RULESET_FAULTS', { name, errors: more.length + 1, code: first.code, place: first.path });
  const detail = { warnings: faults.length, golden: golden.length };
  await append(tx, { at, who, what: 'ruleset.check', kind: 'ruleset', subjectId: digest, why: null, digest, detail });
}
