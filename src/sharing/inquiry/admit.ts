import { problem as accessProblem } from '../../access/errors.ts';
import type { Draft } from '../../audit/chain/entry.ts';
import type { Problem } from '../../base/problem.ts';
import type { Tx } from '../../db/client.ts';
import { problem } from '../errors.ts';
import { spendMany } from '../token/store.ts';
import { book } from './book.ts';
import type { Request } from './inquiry.ts';
import { keepCounts, keepUsed, keysUsed, subjectsCounted, usedBy, useKeys } from './store.ts';

/**
 * Lets requests into the audit, in its transaction and in their order: a proof that was seen before, a key that asked
 * something else and a quota that is used up refuse one; a key that asked the same before makes it a repeat, which is not counted.
 */
export async function admit(tx: Tx, drafts: readonly Draft[], requests: readonly Request[]): Promise<(Draft | Problem)[]> {
  const proofs = requests.flatMap(({ proof }) => (proof ? [proof] : []));
  const [seen, used, keys, counts] = await Promise.all([
    proofs.length > 0 ? spendMany(tx, proofs) : new Set<string>(),
    usedBy(tx, requests),
    keysUsed(tx, requests),
    subjectsCounted(tx, requests.flatMap(subjectsOf)),
  ]);
  const counting = book(used, counts);
  const first: Request[] = [];
  const enter = (draft: Draft, request: Request): Draft | Problem => {
    if (request.proof) {
      const proof = `${request.proof.realm} ${request.proof.name}`;
      if (seen.has(proof)) return accessProblem('ACCESS_PROOF_REPLAYED');
      seen.add(proof);
    }
    const name = `${request.partnerId} ${request.key}`;
    const asked = keys.get(name);
    if (asked !== undefined && asked !== request.inputDigest) return problem('SHARING_KEY_REUSED', {}, { path: 'input.idempotencyKey' });
    if (asked !== undefined) {
      request.used = counting.inquiries(request);
      return { ...draft, body: { ...draft.body, repeats: true } };
    }
    const over = counting.enter(request);
    if (over) return over;
    keys.set(name, request.inputDigest);
    first.push(request);
    return draft;
  };
  const admitted = drafts.map((draft, at) => enter(draft, requests[at] as Request));
  await Promise.all([first.length > 0 && useKeys(tx, first), keepUsed(tx, counting.used()), keepCounts(tx, counting.counts())]);
  return admitted;
}

const subjectsOf = ({ partnerId, day, subjects }: Request) => [...new Set(subjects)].map((subject) => ({ partnerId, day, subject }));
