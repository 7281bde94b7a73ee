import { addMonths, type Day } from '../../base/time.ts';
import type { Agreement } from '../agreement/agreement.ts';

/** What the sandbox partner is called unless it is said otherwise. */
export const sandboxName = 'sandbox';

/** Who agreed with it: invented, and several, as it must be. */
export const people = { author: 'He Lin', approvers: ['Marta Weiss', 'Aino Sato'] } as const;

/** A grade that can be told: of which dimension, and which of its grades. */
export type Told = Pick<Agreement, 'dimension' | 'grade'>;

/** What the sandbox tells: official grades where enough customers have one, else what they were rated. */
export const tellable: readonly Told[] = [
  { dimension: 'credit_power', grade: 'issued' },
  { dimension: 'credit', grade: 'monitoring' },
];

/**
 * The last day of the demo world's official grades (`issuedUntil` of its calendar). The sandbox's grades are never read on a later
 * one: so its test subjects come out the same for ever.
 */
export const worldEnds: Day = '2027-03-31';

/** The day on which a partner's grades are read: a sandbox over the demo world stays within it, everybody else is told those of today. */
export const readOnOf = ({ sandbox }: { readonly sandbox: boolean }, today: Day): Day => (sandbox && today > worldEnds ? worldEnds : today);

export const daySeconds = 86_400;

/** How long consents in the sandbox hold: its clock goes further. */
export const consentDays = 365;

const years = 3;
const kinds = ['person', 'organisation'] as const;

/** What is agreed with a sandbox partner: the grade alone for one purpose, how the customer pays for another. */
export function sandboxAgreement(partner: string, told: Told, today: Day): Agreement {
  return {
    kind: 'agreement',
    partner,
    title: { en: 'Sandbox of the demo world', zh: '演示数据沙箱' },
    purposes: {
      'credit-check': {
        title: { en: 'Whether to give credit', zh: '授信前查询' },
        subjects: [...kinds],
        carried: false,
        grain: 'grade',
        scopes: { 'rating.grade': 'clear', 'rating.reasons': 'clear', 'profile.identity': 'masked' },
      },
      'account-review': {
        title: { en: 'How a customer pays', zh: '还款情况复查' },
        subjects: [...kinds],
        carried: false,
        grain: 'monthly',
        scopes: {
          'rating.grade': 'clear',
          'rating.reasons': 'clear',
          'rating.score': 'masked',
          'profile.identity': 'clear',
          'profile.demographic': 'clear',
          'profile.contact': 'withheld',
          'account.basic': 'clear',
          'account.status': 'clear',
          'usage.summary': 'masked',
          'payment.summary': 'clear',
        },
      },
    },
    ...told,
    windowMonths: 24,
    freshDays: 1_100,
    bothGradesDays: 0,
    quotas: { day: 100_000, subject: 10_000, burst: 1_000, perSecond: 200 },
    price: { inquiryMinor: 50, currency: 'EUR' },
    retentionDays: 90,
    valid: { from: today, until: addMonths(today, 12 * years) },
  };
}
