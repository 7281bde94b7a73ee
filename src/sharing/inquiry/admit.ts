import { problem as accessProblem } from '../../access/errors.ts';
import type { Draft } from '../../audit/chain/entry.ts';
import { limits } from '../../base/limits.ts';
import type { Problem } from '../../base/problem.ts';
import type { Rows } from '../../db/burst.ts';
import { problem } from '../errors.ts';
import { seenIn } from '../token/store.ts';
import { book, keyName } from './book.ts';
import { proofsOf, type Request } from './inquiry.ts';
import { booksIn, type Kept, type KeyUsed } from './store.ts';

export interface Admitted {
  /** In their order, each as it is to be recorded, or what refuses it. */
  readonly drafts: readonly (Draft | Problem)[];
  /** What was counted, of the refused too: to be written with the entries. */
  readonly counted: Omit<Kept, 'disclosures'>;
}

/**
 * Lets requests into the audit, in its transaction and in their order: a proof that was seen before, a key that asked
 * something else and a quota that is used up refuse one; a key that asked the same not long before makes it a repeat, which is not
 * counted. What is answered anew is news after a while: it is counted then.
 */
export function admit(drafts: readonly Draft[], requests: readonly Request[], [books = [], claimed = []]: readonly Rows[]): Admitted {
  const { keys, used, counts } = booksIn(books);
  const seen = seenIn(claimed, proofsOf(requests));
  const counting = book(used, counts);
  const first: Request[] = [];
  const enter = (draft: Draft, request: Request): Draft | Problem => {
    if (request.proof) {
      const proof = `${request.proof.realm} ${request.proof.name}`;
      if (seen.has(proof)) return accessProblem('ACCESS_PROOF_REPLAYED');
      seen.add(proof);
    }
    const name = keyName(request);
    const asked = keys.get(name);
    if (asked !== undefined && asked.inputDigest !== request.inputDigest) return problem('SHARING_KEY_REUSED', {}, { path: 'input.idempotencyKey' });
    if (asked !== undefined && isRepeat(asked, request)) {
      return counting.repeat(request) ?? { ...draft, body: { ...draft.body, repeats: true } };
    }
    const over = counting.enter(request);
    if (over) return over;
    keys.set(name, request);
    first.push(request);
    return draft;
  };
  const admitted = drafts.map((draft, at) => enter(draft, requests[at] as Request));
  return { drafts: admitted, counted: { keys: first, used: counting.used(), counts: counting.counts() } };
}

const isRepeat = (asked: KeyUsed, { at }: Request): boolean => Date.parse(at) - Date.parse(asked.at) < limits.inquiryRepeatHours * 3_600_000;
