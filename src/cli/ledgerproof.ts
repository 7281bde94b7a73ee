import { createHmac, hash, hkdfSync } from 'node:crypto';
import type { KeptRow } from '../sharing/kept/store.ts';

/** Where the ledger says something else than the audit. */
export interface Unlike {
  readonly kind: /** A row that no entry tells of. */
    | 'unentered'
    /** A row that says something else than its entry, in `differs`. */
    | 'unlike'
    /** An inquiry that was answered (of several in its entry the one at `place`), without a row. */
    | 'unkept'
    /** A list of fields that rows go by, gone or altered. */
    | 'list';
  readonly stream?: string;
  readonly seq?: number;
  readonly customerId?: string;
  readonly differs?: readonly string[];
  readonly place?: number;
  readonly digest?: string;
}

/** What an entry says of one subject of whom something was told. */
interface Told {
  readonly place: number;
  readonly outcome: string;
  readonly consent?: unknown;
  readonly customer?: unknown;
  readonly rating?: unknown;
  readonly grade?: unknown;
  readonly report?: unknown;
}
interface Entry {
  readonly seq: number;
  readonly at: string;
  readonly body: unknown;
}
type Body = Readonly<Record<string, unknown>>;

const told = ['answered', 'not_rated'];

/** Of whom an entry tells something. */
export function toldIn({ body }: Pick<Entry, 'body'>): Told[] {
  const { kind, inquiries } = (body ?? {}) as Body;
  if (kind !== 'inquiry' || !Array.isArray(inquiries)) return [];
  return (inquiries as (Told | null)[]).flatMap((each, at) => (each && told.includes(each.outcome) ? [{ ...each, place: at + 1 }] : []));
}

/** What a customer is called in the audit, by the oldest of the identifier keys. */
export function customerHash(oldest: Uint8Array): (customerId: string) => string {
  const key = Buffer.from(hkdfSync('sha256', oldest, Buffer.alloc(0), 'assay audit hash', 32));
  return (customerId) => createHmac('sha256', key).update(`customer\u0000${customerId}`).digest('hex');
}

/** What is wrong with a row of the ledger by its entry. Without `called` whose row it is is not looked at. */
export function rowFault(row: KeptRow, entry: Entry | undefined, called: ((customerId: string) => string) | undefined): Unlike | undefined {
  const { partnerId: stream, seq, customerId } = row;
  const meant = (entry ? toldIn(entry) : []).filter(({ consent }) => consent === row.consentId);
  if (!entry || meant.length === 0) return { kind: 'unentered', stream, seq, customerId };
  const customer = called?.(customerId);
  // Who was asked about twice in one inquiry has one row.
  const [differs = []] = meant.map((each) => differences(row, entry, each, customer)).sort((one, other) => one.length - other.length);
  return differs.length === 0 ? undefined : { kind: 'unlike', stream, seq, customerId, differs };
}

function differences(row: KeptRow, { at, body }: Entry, each: Told, customer: string | undefined): string[] {
  const { purpose, agreement, kid, fields } = body as Body;
  const pairs: Readonly<Record<string, readonly [unknown, unknown]>> = {
    at: [row.at, at],
    purpose: [row.purpose, purpose],
    agreement: [row.agreement, agreement],
    kid: [row.kid, kid],
    outcome: [row.outcome, each.outcome],
    // The entry names the fields of an answer; where there was no grade fewer were told.
    fields: [row.fields, row.outcome === 'answered' ? fields : row.fields],
    rating: [row.ratingId, each.rating ?? null],
    grade: [row.gradeId, each.grade ?? null],
    report: [row.report, each.report ?? null],
    customer: [customer, customer === undefined ? undefined : each.customer],
  };
  return Object.entries(pairs).flatMap(([name, [kept, entered]]) => (kept === entered ? [] : [name]));
}

/** Inquiries of an entry that were answered by consents of which the ledger has no row. */
export const unkept = (stream: string, entry: Entry, consents: ReadonlySet<string>): Unlike[] =>
  toldIn(entry).flatMap(({ place, consent }) => (consents.has(String(consent)) ? [] : [{ kind: 'unkept', stream, seq: entry.seq, place }]));

/** Digests of lists that are not there, or are not what they were named by. */
export const listFaults = (digests: Iterable<string>, lists: ReadonlyMap<string, readonly string[]>): Unlike[] =>
  [...digests].flatMap((digest) => {
    const fields = lists.get(digest);
    return fields && `sha256:${hash('sha256', JSON.stringify(fields), 'hex')}` === digest ? [] : [{ kind: 'list', digest }];
  });
