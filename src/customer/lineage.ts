import type { Lineages } from '../base/lineage.ts';

/** What partners may be told of a customer that is no column of the golden record. */
export const lineage: Lineages = {
  'Customer.identifiers': { from: ['profile.identity'] },
  'Identifier.value': { from: ['profile.identifier'] },
  'Customer.contacts': { from: ['profile.contact'] },
};
