import { type Auditor, auditor } from '../../audit/chain/auditor.ts';
import type { Entry } from '../../audit/chain/entry.ts';
import { Problem } from '../../base/problem.ts';
import type { Instant } from '../../base/time.ts';
import type { Sql } from '../../db/client.ts';
import { type Admitted, admit } from './admit.ts';
import type { InquiryBody, Request } from './inquiry.ts';
import { type Disclosure, keepBooks } from './store.ts';

/** Puts inquiries on record: counted, within their quotas, and durable before anybody is answered. */
export interface Bookkeeper extends Pick<Auditor, 'close'> {
  /** The entry of a request in its partner's audit. Throws what `admit` refuses, and AUDIT_... when it cannot be had. */
  enter(body: InquiryBody, request: Request): Promise<Entry>;
}

/** `added` hears how many entries each commit brought. */
export function bookkeeper(sql: Sql, now: () => Instant, added: (entries: number) => void = () => {}): Bookkeeper {
  const requests = new WeakMap<object, Request>();
  /** What the batch of a transaction counted: written with its entries. */
  const counted = new WeakMap<object, Admitted['counted']>();
  const requestOf = (body: object): Request => requests.get(body) as Request;
  const audit = auditor(sql, {
    now,
    admit: async (tx, drafts) => {
      const asked = drafts.map(({ body }) => requestOf(body));
      const admitted = await admit(tx, drafts, asked);
      for (const [at, draft] of admitted.drafts.entries()) if (!(draft instanceof Problem)) requests.set(draft.body, asked[at] as Request);
      counted.set(tx, admitted.counted);
      return admitted.drafts;
    },
    record: async (tx, entries) => {
      added(entries.length);
      const disclosures = entries.flatMap((entry) => disclosuresOf(entry, requestOf(entry.body)));
      await keepBooks(tx, { ...(counted.get(tx) as Admitted['counted']), disclosures });
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

/** Of whom something is told by an entry, for the ledgers. */
function disclosuresOf({ seq, at, body }: Entry, { partnerId, told }: Request): Disclosure[] {
  const { purpose, agreement, kid } = body as unknown as InquiryBody;
  return told.map((each) => ({ ...each, partnerId, seq, at, purpose, agreement, kid }));
}
