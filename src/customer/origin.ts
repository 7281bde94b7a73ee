import type { Link, SourceRecord } from './store.ts';
import type { Provenance } from './survivorship.ts';

/** Which record a golden field comes from, as the graph lists it. */
export interface Origin {
  readonly field: string;
  readonly source: string;
  readonly recordKey: string;
  readonly rule: string;
  readonly at: string;
}

/** The provenance of a golden record as a list; of free attributes only those named, so that none is betrayed by its mere name. */
export const origins = (provenance: Readonly<Record<string, Provenance>>, attributes: readonly { readonly name: string }[]): Origin[] =>
  Object.entries(provenance)
    .filter(([field]) => !field.startsWith('attributes.') || attributes.some(({ name }) => field === `attributes.${name}`))
    .map(([field, { source, sourceKey, rule, at }]) => ({ field, source, recordKey: sourceKey, rule, at }));

/** A source record with the link that holds it. */
export interface LinkedRecord {
  readonly source: string;
  readonly key: string;
  readonly recordedAt: string;
  readonly linkedSince: string | null;
  readonly rule: string | null;
}

/** Each record with its current link. */
export function linked(records: readonly SourceRecord[] | undefined, links: readonly Link[] | undefined): LinkedRecord[] {
  const current = new Map((links ?? []).filter((link) => link.until === null).map((link) => [link.recordId, link]));
  return (records ?? []).map(({ recordId, source, sourceKey, recordedAt }) => {
    const link = current.get(recordId);
    return { source, key: sourceKey, recordedAt, linkedSince: link?.linkedAt ?? null, rule: link?.rule ?? null };
  });
}
