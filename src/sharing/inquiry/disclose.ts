import type { Entry } from '../../audit/chain/entry.ts';
import type { Tx } from '../../db/client.ts';
import type { InquiryBody, Request } from './inquiry.ts';
import { addDisclosures } from './store.ts';

/** Keeps of whom something is told by these entries, for the ledgers. */
export async function disclose(tx: Tx, entered: readonly { readonly entry: Entry; readonly request: Request }[]): Promise<void> {
  const rows = entered.flatMap(({ entry: { seq, at, body }, request: { partnerId, told } }) => {
    const { purpose, agreement, kid } = body as unknown as InquiryBody;
    return told.map((each) => ({ ...each, partnerId, seq, at, purpose, agreement, kid }));
  });
  if (rows.length > 0) await addDisclosures(tx, rows);
}
