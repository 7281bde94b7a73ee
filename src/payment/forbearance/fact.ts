import type { Fact } from '../../base/fact.ts';
import { causeCodes, windowPrefix } from './forbearance.ts';

export const forbearance: Fact = {
  name: 'forbearance',
  type: 'Forbearance',
  plural: 'forbearances',
  prefix: windowPrefix,
  owner: 'account',
  day: 'fromOn',
  scope: 'payment.summary',
  own: true,
  description: {
    en: 'A window in which late bills of the account do not count: those due in it that were not paid in time, unless still unpaid when it has expired.',
    zh: '宽限窗口：在此期间到期而未按时付清的账单不计逾期；窗口失效后仍未付清的除外。',
  },
  columns: {
    fromOn: { type: 'date', required: true, dates: 'events', scope: 'payment.summary', description: { en: 'First due day in it.', zh: '窗口首个到期日。' } },
    untilOn: { type: 'date', required: true, scope: 'payment.summary', description: { en: 'Last due day in it.', zh: '窗口最后到期日。' } },
    expiresOn: {
      type: 'date',
      required: true,
      scope: 'payment.summary',
      description: {
        en: 'Last day to pay: a bill not paid by then counts as late from its own due day.',
        zh: '最后付清日：届时仍未付清的账单自其到期日起计逾期。',
      },
    },
    cause: { type: 'code', words: causeCodes, required: true, scope: 'payment.summary', description: { en: 'Why it was granted.', zh: '宽限原因。' } },
    // What staff wrote about a person: no agreement with a partner reaches it.
    text: { type: 'text', required: true, scope: 'interaction.detail', indicator: false, description: { en: 'The reason in words.', zh: '原因说明。' } },
  },
};
