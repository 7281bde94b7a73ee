import { encodeId } from '../../base/id.ts';
import type { Instant } from '../../base/time.ts';
import { type ConsentRow, consentPrefix, type State, stateOf } from './consent.ts';

/** A consent as the graph shows it. */
export interface PublishedConsent extends ConsentRow {
  readonly id: string;
  /** Of the customer, outside. */
  readonly customer: string;
  readonly state: State;
}

export const publish = (row: ConsentRow, at: Instant): PublishedConsent => ({
  ...row,
  id: encodeId(consentPrefix, row.consentId),
  customer: encodeId('cus', row.customerId),
  state: stateOf(row, at),
});
