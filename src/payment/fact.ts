import type { Fact } from '../base/fact.ts';

export const accountStatus: Fact = {
  name: 'account_status',
  type: 'AccountStatus',
  plural: 'statuses',
  prefix: 'sta',
  owner: 'account',
  day: 'month',
  scope: 'account.status',
  description: {
    en: 'What the source itself reports of an account in a month (ageing run, bureau line); never recomputed.',
    zh: '来源系统自行报告的户月状态（账龄、征信行）；从不重算。',
  },
  columns: {
    month: { type: 'month', required: true, dates: 'statuses', scope: 'account.status', description: { en: 'The month reported on.', zh: '报告月份。' } },
    scheme: { type: 'code', required: true, scope: 'account.status', description: { en: 'The scheme the code belongs to.', zh: '状态码所属方案。' } },
    code: { type: 'integer', scope: 'account.status', description: { en: 'Reported status code in its scheme.', zh: '方案内的状态码。' } },
    daysPastDue: {
      type: 'integer',
      unit: 'day',
      nonNegative: true,
      scope: 'account.status',
      description: { en: 'Reported days past due.', zh: '报告的逾期天数。' },
    },
    amountPastDueMinor: { type: 'money', nonNegative: true, scope: 'account.status', description: { en: 'Reported amount past due.', zh: '报告的逾期金额。' } },
  },
};

export const bill: Fact = {
  name: 'bill',
  type: 'Bill',
  plural: 'bills',
  prefix: 'bil',
  owner: 'account',
  day: 'period',
  scope: 'payment.summary',
  description: { en: 'A bill: what was stated, and what was due when.', zh: '账单：账单金额与应付金额、到期日。' },
  columns: {
    period: { type: 'month', required: true, dates: 'amounts', scope: 'payment.summary', description: { en: 'The month billed.', zh: '账期。' } },
    number: { type: 'text', scope: 'payment.detail', indicator: false, description: { en: "The source's bill number.", zh: '账单号。' } },
    statementMinor: {
      type: 'money',
      scope: 'payment.summary',
      description: { en: 'Statement amount; negative is a credit.', zh: '账单金额；负数为贷方余额。' },
    },
    amountDueMinor: {
      type: 'money',
      nonNegative: true,
      scope: 'payment.summary',
      description: { en: 'Amount due; empty: unknown. Days past due run on it, never on the statement.', zh: '应付金额；为空表示未知。逾期天数按它计算。' },
    },
    costToServeMinor: { type: 'money', nonNegative: true, scope: 'payment.detail', description: { en: 'Cost to serve the period.', zh: '本期服务成本。' } },
    issuedOn: { type: 'date', scope: 'payment.detail', description: { en: 'Day of issue.', zh: '出账日。' } },
    dueOn: { type: 'date', dates: 'lateness', scope: 'payment.summary', description: { en: 'Day the amount is due.', zh: '到期日。' } },
    cause: {
      type: 'code',
      words: ['regular', 'estimated', 'correction', 'own_error'],
      scope: 'payment.detail',
      description: { en: 'Why it was issued.', zh: '出账原因。' },
    },
  },
};

export const payment: Fact = {
  name: 'payment',
  type: 'Payment',
  plural: 'payments',
  prefix: 'pay',
  owner: 'account',
  day: 'paidOn',
  scope: 'payment.summary',
  description: { en: 'Money paid on an account; it covers the oldest amount due first.', zh: '户上的付款；先冲抵最早到期的应付金额。' },
  columns: {
    paidOn: { type: 'date', required: true, dates: 'payments', scope: 'payment.summary', description: { en: 'Day of payment.', zh: '付款日。' } },
    amountMinor: { type: 'money', required: true, nonNegative: true, scope: 'payment.summary', description: { en: 'Amount paid.', zh: '付款金额。' } },
    bookedOn: { type: 'date', scope: 'payment.detail', description: { en: 'Day the company booked it.', zh: '入账日。' } },
    channel: { type: 'code', scope: 'payment.detail', description: { en: 'How it was paid.', zh: '付款渠道。' } },
    bouncedOn: {
      type: 'date',
      scope: 'payment.detail',
      description: { en: 'Day it bounced; from then on it counts as never made.', zh: '退票日；自该日起视为未付。' },
    },
    bill: {
      type: 'reference',
      to: 'bill',
      scope: 'payment.detail',
      indicator: false,
      description: { en: 'The bill it was paid for, only if the source says so.', zh: '所付账单（仅当来源指明）。' },
    },
  },
};

export const facts: Fact[] = [accountStatus, bill, payment];
