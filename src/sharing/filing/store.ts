import type { Instant } from '../../base/time.ts';
import type { Tx } from '../../db/client.ts';

/** A form and whom it is named for: a keyed hash. */
export interface NamedForm {
  readonly number: string;
  readonly digest: string;
  readonly subject: string;
}

/**
 * Whom forms of a partner were named for first, by their number; of those that are new it is kept now, the first in their order. Who
 * names one at the same time waits for the commit; in one order, so that nobody waits in a circle.
 */
export async function nameForms(tx: Tx, partnerId: string, forms: readonly NamedForm[], at: Instant): Promise<Map<string, NamedForm>> {
  const numbers = forms.map(({ number }) => number);
  await tx`
    insert into assay.named_form (partner_id, form_number, subject, form_digest, at)
    select ${partnerId}, number, subject, digest, ${at}
    from unnest(${numbers}::text[], ${forms.map(({ subject }) => subject)}::text[], ${forms.map(({ digest }) => digest)}::text[])
      with ordinality as f (number, subject, digest, place)
    order by number, place on conflict do nothing`;
  const rows = await tx<NamedForm[]>`
    select form_number as number, form_digest as digest, subject from assay.named_form where partner_id = ${partnerId} and form_number = any(${numbers}::text[])`;
  return new Map(rows.map((row) => [row.number, row]));
}
