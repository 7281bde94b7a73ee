import { type Loose, sound } from './document.ts';

export const is = (indicator: string, op: string, value: unknown) => ({ indicator, op, value });
export const grades = (...grade: string[]) => ({ grade });
export const row = (name: string, when: object[], then: object) => ({ name, when, then });
export const postpaid = { paymentMode: 'postpaid', reminderSchedule: 'gentle' };
export const prepaid = { paymentMode: 'prepaid', reminderSchedule: 'strict' };
export const schedules = {
  gentle: [
    { day: -3, action: 'reminder', channel: 'sms' },
    { day: 10, action: 'reminder' },
  ],
  strict: [
    { day: 1, action: 'call' },
    { day: 31, action: 'cutoff_warning', channel: 'letter' },
    { day: 45, action: 'cut_off' },
  ],
};
const bill = { fact: 'bill', measure: 'monthly_mean', column: 'amountDueMinor', window: { months: 6 }, unit: 'minor', better: 'neither' };
const listed = {
  ...{ fact: 'list_entry', measure: 'count', unit: 'entry', better: 'lower', label: { en: 'On the bad debt list', zh: '在坏账名单上' } },
  where: [
    { column: 'list', op: '=', value: 'bad_debt' },
    { column: 'expiresOn', open: true },
  ],
};

/** The sample (grades A, B, C; worst with special -2, service, billed, paid, cover) with a policy. */
export const ruled = (...rows: object[]): Loose => {
  const document = sound();
  document.indicators.monthly = { ...bill, label: { en: 'Monthly bill', zh: '月账单' } };
  document.indicators.bad_debt = listed;
  document.indicators.prompt = { fact: 'bill', measure: 'on_time_share', unit: 'share', better: 'higher', label: { en: 'Paid on time', zh: '按期付款' } };
  document.indicators.bureau = {
    ...{ fact: 'external_rating', measure: 'latest', column: 'grade', codes: { AAA: 1, AA: 2, D: 9.5 }, unit: 'place', better: 'lower' },
    label: { en: 'Place on the scale of a bureau', zh: '外部评级位次' },
  };
  document.policy = structuredClone({ outputs: ['paymentMode', 'reminderSchedule'], rows, schedules });
  return document;
};
export const whole = (): Loose => {
  const document = ruled(
    row('water', [is('service', '=', 'water')], { ...postpaid, creditLimit: { minor: 0, currency: 'CNY' } }),
    row('best', [grades('A'), { provisional: false }, { indicator: 'monthly', missing: false }], {
      ...postpaid,
      creditLimit: { times: 2.5, of: 'monthly', currency: 'CNY', least: 500, most: 100_000 },
    }),
    row('unrated', [{ rated: false }], { ...prepaid, creditLimit: { minor: 0, currency: 'CNY' } }),
    row('rest', [], {
      paymentMode: 'deposit',
      deposit: { minor: 50_000, currency: 'CNY' },
      reminderSchedule: 'strict',
      creditLimit: { minor: 1, currency: 'CNY' },
    }),
  );
  document.policy.outputs = ['paymentMode', 'deposit', 'reminderSchedule', 'creditLimit'];
  return document;
};
