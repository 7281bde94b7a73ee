import type { Lineages } from '../base/lineage.ts';

/** What partners may be told of bills and payments that no source told. */
export const lineage: Lineages = {
  'Bill.coveredOn': {
    from: ['payment.summary', 'payment.detail'],
    why: 'The day a bill was covered tells that it was paid by then, not by which payments, nor whether one of them had bounced.',
  },
  'Bill.payments': {
    from: ['payment.summary', 'payment.detail'],
    why: 'What of a payment went to a bill is told with the payment itself.',
    beyond:
      'A payment covers the oldest amount due first: without the earlier payments of the account its share of a later bill would be another. Payments before the window are not told.',
  },
  'Arrangement.state': {
    from: ['payment.summary', 'payment.detail'],
    why: 'Whether an agreement was kept tells that enough was paid in time, not by which payments, nor whether one of them had bounced.',
  },
  'Arrangement.brokenOn': {
    from: ['payment.summary', 'payment.detail'],
    why: 'The day an agreement was broken tells that too little was paid by then, not which payments there were, nor whether one of them had bounced.',
  },
  'Arrangement.instalments': { from: ['payment.summary'] },
};
