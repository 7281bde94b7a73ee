import { problem as accessProblem } from '../../access/errors.ts';
import type { Draft } from '../../audit/chain/entry.ts';
import { limits } from '../../base/limits.ts';
import type { Problem } from '../../base/problem.ts';
import type { Rows } from '../../db/burst.ts';
import { problem } from '../errors.ts';
import { seenIn } from '../token/store.ts';
import { book, keyName } from './book.ts';
import { type InquiryBody, type OverBody, proofName, proofsOf, type Request } from './inquiry.ts';
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
 * counted. What is answered anew is news after a while, and where more is told than before: it is counted then. What the quota of a
 * subject refuses is put on record first.
 */
export function admit(drafts: readonly Draft[], requests: readonly Request[], [books = [], claimed = []]: readonly Rows[]): Admitted {
  const { keys, used, counts } = booksIn(books);
  const seen = seenIn(claimed, proofsOf(requests));
  const counting = book(used, counts);
  /** By their keys: of two that are counted under one the last stays. */
  const first = new Map<string, Request>();
  const enter = (draft: Draft, request: Request): Draft | Problem => {
    // Of a batch that failed, in which others came before it.
    delete request.over;
    if (request.proof) {
      const proof = proofName(request.proof);
      if (seen.has(proof)) return accessProblem('ACCESS_PROOF_REPLAYED');
      seen.add(proof);
    }
    const name = keyName(request);
    const asked = keys.get(name);
    if (asked !== undefined && asked.inputDigest !== request.inputDigest) {
      return counting.repeat(request) ?? problem('SHARING_KEY_REUSED', {}, { path: 'input.idempotencyKey' });
    }
    if (asked !== undefined && isRepeat(asked, request)) {
      return counting.repeat(request) ?? { ...draft, body: { ...draft.body, repeats: true } };
    }
    const over = counting.enter(request);
    if (over?.code === 'SHARING_QUOTA_SUBJECT') {
      request.over = over;
      return { ...draft, body: overOf(draft.body as unknown as InquiryBody) };
    }
    if (over) return over;
    keys.set(name, { ...request, toldOf: request.told.length });
    first.set(name, request);
    return draft;
  };
  const admitted = drafts.map((draft, at) => enter(draft, requests[at] as Request));
  return { drafts: admitted, counted: { keys: [...first.values()], used: counting.used(), counts: counting.counts() } };
}

const isRepeat = (asked: KeyUsed, { at, told }: Request): boolean =>
  told.length <= asked.toldOf && Date.parse(at) - Date.parse(asked.at) < limits.inquiryRepeatHours * 3_600_000;

const overOf = ({ purpose, agreement, kid, inquiries }: InquiryBody): Draft['body'] => {
  const body: OverBody = {
    kind: 'over',
    purpose,
    agreement,
    kid,
    inquiries: inquiries.map(({ subject, customer }) => ({ subject, ...(customer && { customer }) })),
  };
  return { ...body };
};
