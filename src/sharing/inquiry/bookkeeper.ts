import { type Auditor, auditor } from '../../audit/chain/auditor.ts';
import type { Draft, Entry } from '../../audit/chain/entry.ts';
import { Problem } from '../../base/problem.ts';
import type { Instant } from '../../base/time.ts';
import type { Sql } from '../../db/client.ts';
import { type Admitted, admit } from './admit.ts';
import { asking } from './asking.ts';
import type { InquiryBody, Request } from './inquiry.ts';
import { Places } from './places.ts';
import { type Disclosure, keepBooks } from './store.ts';

/** Puts inquiries on record: counted, within their quotas, and durable before anybody is answered. */
export interface Bookkeeper extends Pick<Auditor, 'close'> {
  /** The entry of a request in its partner's audit. Throws what `admit` refuses, and AUDIT_... when it cannot be had. */
  enter(body: InquiryBody, request: Request): Promise<Entry>;
}

/** `added` hears how many entries each commit brought, `places` what is left of bursts. */
export function bookkeeper(sql: Sql, now: () => Instant, added: (entries: number) => void = () => {}, places = new Places()): Bookkeeper {
  const requests = new WeakMap<object, Request>();
  /** What a batch counted: written with its entries. One batch is written after the other. */
  let counted: Admitted['counted'];
  const requestOf = (body: object): Request => requests.get(body) as Request;
  const requestsOf = (drafts: readonly Draft[]): Request[] => drafts.map(({ body }) => requestOf(body));
  const audit = auditor(sql, {
    now,
    reads: (db, drafts) => asking(db, requestsOf(drafts)),
    admit: (drafts, read) => {
      const asked = requestsOf(drafts);
      const admitted = admit(drafts, asked, read);
      for (const [at, draft] of admitted.drafts.entries()) if (!(draft instanceof Problem)) requests.set(draft.body, asked[at] as Request);
      counted = admitted.counted;
      places.note(counted.used, asked);
      return admitted.drafts;
    },
    record: (db, entries) => {
      added(entries.length);
      return [keepBooks(db, { ...counted, disclosures: entries.flatMap((entry) => disclosuresOf(entry, requestOf(entry.body))) })];
    },
  });
  return {
    enter: async (body, request) => {
      request.turnedAway = places.turnedAway(request.partnerId);
      requests.set(body, request);
      const entry = await audit.append({ stream: request.partnerId, body: body as unknown as Record<string, unknown> });
      if (request.over) throw request.over;
      return entry;
    },
    close: () => audit.close(),
  };
}

/** Of whom something is told by an entry, for the ledgers. */
function disclosuresOf({ seq, at, body }: Entry, { partnerId, told, over }: Request): Disclosure[] {
  if (over) return [];
  const { purpose, agreement, kid } = body as unknown as InquiryBody;
  return told.map((each) => ({ ...each, partnerId, seq, at, purpose, agreement, kid }));
}
