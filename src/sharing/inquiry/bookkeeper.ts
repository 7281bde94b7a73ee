import { type Auditor, auditor } from '../../audit/chain/auditor.ts';
import type { Entry } from '../../audit/chain/entry.ts';
import { Problem } from '../../base/problem.ts';
import type { Instant } from '../../base/time.ts';
import type { Sql } from '../../db/client.ts';
import { admit } from './admit.ts';
import { disclose } from './disclose.ts';
import type { InquiryBody, Request } from './inquiry.ts';

/** Puts inquiries on record: counted, within their quotas, and durable before anybody is answered. */
export interface Bookkeeper extends Pick<Auditor, 'close'> {
  /** The entry of a request in its partner's audit. Throws what `admit` refuses, and AUDIT_... when it cannot be had. */
  enter(body: InquiryBody, request: Request): Promise<Entry>;
}

/** `added` hears how many entries each commit brought. */
export function bookkeeper(sql: Sql, now: () => Instant, added: (entries: number) => void = () => {}): Bookkeeper {
  const requests = new WeakMap<object, Request>();
  /** What the batch of a transaction counted: written with its entries. */
  const kept = new WeakMap<object, () => Promise<void>>();
  const requestOf = (body: object): Request => requests.get(body) as Request;
  const audit = auditor(sql, {
    now,
    admit: async (tx, drafts) => {
      const asked = drafts.map(({ body }) => requestOf(body));
      const admitted = await admit(tx, drafts, asked);
      for (const [at, draft] of admitted.drafts.entries()) if (!(draft instanceof Problem)) requests.set(draft.body, asked[at] as Request);
      kept.set(tx, admitted.keep);
      return admitted.drafts;
    },
    record: async (tx, entries) => {
      added(entries.length);
      const entered = entries.map((entry) => ({ entry, request: requestOf(entry.body) }));
      await Promise.all([kept.get(tx)?.(), disclose(tx, entered)]);
    },
  });
  return {
    enter: (body, request) => {
      requests.set(body, request);
      return audit.append({ stream: request.partnerId, body: body as unknown as Record<string, unknown> });
    },
    close: () => audit.close(),
  };
}
