import { encodeId } from '../../base/id.ts';
import type { Text } from '../../base/text.ts';
import type { Instant } from '../../base/time.ts';
import { consentPrefix } from '../consent/consent.ts';
import type { Outcome } from '../inquiry/inquiry.ts';
import type { PartnerKind } from '../partner/partner.ts';

/** Something that was told of a customer, as it is on record. */
export interface Disclosed {
  readonly customerId: string;
  readonly partnerId: string;
  /** Of the partner's audit. */
  readonly seq: number;
  readonly at: Instant;
  readonly purpose: string;
  readonly outcome: Extract<Outcome, 'answered' | 'not_rated'>;
  readonly consentId: string;
  /** Digest of the agreement's version. */
  readonly agreement: string;
  /** `Customer.name`, `Customer.name masked`. */
  readonly fields: readonly string[];
  readonly kid: string;
  readonly ratingId: string | null;
  readonly gradeId: string | null;
  /** Keyed hash of the report's document; null where none was asked for. */
  readonly report: string | null;
  readonly name: string;
  readonly title: string;
  readonly kind: PartnerKind;
  /** Of the agreement; null where that version is not kept. */
  readonly number: number | null;
  readonly purposeTitle: Text | null;
}

export interface DisclosedField {
  readonly field: string;
  readonly masked: boolean;
}

/** A disclosure as the graph shows it. */
export interface PublishedDisclosure extends Omit<Disclosed, 'fields' | 'report'> {
  readonly customer: string;
  readonly partner: { readonly name: string; readonly title: string; readonly kind: PartnerKind };
  readonly fields: readonly DisclosedField[];
  readonly consent: string;
  readonly hasReport: boolean;
}

const masked = ' masked';
export const fieldOf = (text: string): DisclosedField =>
  text.endsWith(masked) ? { field: text.slice(0, -masked.length), masked: true } : { field: text, masked: false };

export const publish = ({ fields, report, ...row }: Disclosed): PublishedDisclosure => ({
  ...row,
  customer: encodeId('cus', row.customerId),
  partner: { name: row.name, title: row.title, kind: row.kind },
  fields: fields.map(fieldOf),
  consent: encodeId(consentPrefix, row.consentId),
  hasReport: report !== null,
});

/** Behind which row a page goes on. */
export interface Behind {
  readonly at: Instant;
  readonly partnerId: string;
  readonly seq: number;
  readonly customerId: string;
}

/** What is looked for among disclosures; what is null does not matter. `until` is excluded. */
export interface Sought {
  readonly partnerId: string | null;
  readonly kid: string | null;
  readonly from: Instant | null;
  readonly until: Instant | null;
}

/** What disclosures come to. */
export interface Sum {
  /** Answers, each about one customer. */
  readonly count: number;
  readonly customers: number;
  /** Names. */
  readonly partners: readonly string[];
  readonly purposes: readonly string[];
  readonly fields: readonly string[];
  /** The first and the last; null where nothing was told. */
  readonly firstAt: Instant | null;
  readonly lastAt: Instant | null;
}
