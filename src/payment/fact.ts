import type { Fact } from '../base/fact.ts';
import { forbearance } from './forbearance/fact.ts';

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
    scheme: {
      type: 'code',
      required: true,
      scope: 'account.status',
      mask: 'same',
      description: { en: 'The scheme the code belongs to.', zh: '状态码所属方案。' },
    },
    code: { type: 'integer', scope: 'account.status', mask: 'same', description: { en: 'Reported status code in its scheme.', zh: '方案内的状态码。' } },
    daysPastDue: {
      type: 'integer',
      unit: 'day',
      nonNegative: true,
      scope: 'account.status',
      mask: 'band',
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
    number: { type: 'text', scope: 'payment.detail', mask: 'last', indicator: false, description: { en: "The source's bill number.", zh: '账单号。' } },
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
    replaces: {
      type: 'reference',
      to: 'bill',
      scope: 'payment.detail',
      indicator: false,
      description: { en: 'The bill it replaces: that one counts no more once this one is known.', zh: '所替换的账单；本账单可知之日起被替换者不再计算。' },
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
    bookedOn: { type: 'date', happens: true, scope: 'payment.detail', description: { en: 'Day the company booked it.', zh: '入账日。' } },
    channel: { type: 'code', scope: 'payment.detail', mask: 'same', description: { en: 'How it was paid.', zh: '付款渠道。' } },
    bouncedOn: {
      type: 'date',
      happens: true,
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

export const prepayment: Fact = {
  name: 'prepayment',
  type: 'Prepayment',
  plural: 'prepayments',
  prefix: 'pre',
  owner: 'account',
  day: 'toppedUpOn',
  scope: 'payment.summary',
  description: { en: 'A top-up of a prepaid account, and when the balance before the next one ran out.', zh: '预付费户的一次充值，以及余额用尽与恢复之日。' },
  columns: {
    toppedUpOn: { type: 'date', required: true, dates: 'events', scope: 'payment.summary', description: { en: 'Day of the top-up.', zh: '充值日。' } },
    amountMinor: { type: 'money', required: true, nonNegative: true, scope: 'payment.summary', description: { en: 'Amount topped up.', zh: '充值金额。' } },
    balanceAfterMinor: { type: 'money', scope: 'payment.detail', description: { en: 'Balance after the top-up.', zh: '充值后余额。' } },
    ranOutOn: {
      type: 'date',
      happens: true,
      scope: 'payment.summary',
      description: { en: 'Day the balance ran out; empty: it did not.', zh: '余额用尽日；为空表示未用尽。' },
    },
    restoredOn: {
      type: 'date',
      happens: true,
      scope: 'payment.summary',
      description: { en: 'Day the supply was restored after it had run out.', zh: '用尽后恢复供应之日。' },
    },
    channel: { type: 'code', scope: 'payment.detail', mask: 'same', description: { en: 'How it was paid.', zh: '充值渠道。' } },
  },
};

export const arrangement: Fact = {
  name: 'arrangement',
  type: 'Arrangement',
  plural: 'arrangements',
  prefix: 'arr',
  owner: 'account',
  day: 'agreedOn',
  scope: 'payment.summary',
  description: { en: 'What was agreed about overdue amounts; whether it was kept is derived.', zh: '就欠款达成的还款约定；履约与否由系统推导。' },
  columns: {
    agreedOn: { type: 'date', required: true, dates: 'events', scope: 'payment.summary', description: { en: 'Day of the agreement.', zh: '约定日。' } },
    kind: {
      type: 'code',
      words: ['repayment', 'extension', 'promise'],
      required: true,
      scope: 'payment.summary',
      description: { en: 'Repayment agreement, extension, or promise to pay.', zh: '还款协议、展期或付款承诺。' },
    },
    amountMinor: { type: 'money', nonNegative: true, scope: 'payment.summary', description: { en: 'Amount it is about.', zh: '所涉金额。' } },
    cancelledOn: {
      type: 'date',
      happens: true,
      scope: 'payment.detail',
      description: { en: 'Day it was cancelled by both sides; from then on it binds no more.', zh: '双方解除之日；此后不再有约束。' },
    },
  },
};

export const instalment: Fact = {
  name: 'instalment',
  type: 'Instalment',
  plural: 'instalments',
  prefix: 'ins',
  owner: 'account',
  day: 'dueOn',
  scope: 'payment.summary',
  description: { en: 'One payment of an arrangement.', zh: '还款约定的一期。' },
  columns: {
    dueOn: { type: 'date', required: true, dates: 'events', scope: 'payment.summary', description: { en: 'Day it is due.', zh: '本期到期日。' } },
    arrangement: {
      type: 'reference',
      to: 'arrangement',
      required: true,
      scope: 'payment.summary',
      indicator: false,
      description: { en: 'The arrangement it belongs to.', zh: '所属还款约定。' },
    },
    amountMinor: { type: 'money', required: true, nonNegative: true, scope: 'payment.summary', description: { en: 'Amount due.', zh: '本期应付金额。' } },
  },
};

export const notice: Fact = {
  name: 'notice',
  type: 'Notice',
  plural: 'notices',
  prefix: 'not',
  owner: 'account',
  day: 'sentOn',
  scope: 'contract.event',
  description: {
    en: 'What the company told the customer in writing; without delivery it has no consequence.',
    zh: '公司向客户发出的通知；未送达的不产生后果。',
  },
  columns: {
    sentOn: { type: 'date', required: true, dates: 'events', scope: 'contract.event', description: { en: 'Day it was sent.', zh: '发出日。' } },
    kind: {
      type: 'code',
      words: ['reminder', 'cutoff_warning', 'rectification_order', 'before_reporting'],
      required: true,
      scope: 'contract.event',
      description: { en: 'Reminder, cut-off warning, rectification order, or word before reporting to others.', zh: '催缴、停供预告、整改通知或报送前告知。' },
    },
    channel: { type: 'code', scope: 'contract.event', mask: 'same', description: { en: 'How it was sent.', zh: '发送渠道。' } },
    deliveredOn: {
      type: 'date',
      happens: true,
      scope: 'contract.event',
      description: { en: 'Day it was delivered; empty: not.', zh: '送达日；为空表示未送达。' },
    },
    deadlineOn: { type: 'date', scope: 'contract.event', description: { en: 'Day by which it is to be complied with.', zh: '履行期限。' } },
    compliedOn: {
      type: 'date',
      happens: true,
      scope: 'contract.event',
      description: { en: 'Day it was complied with; empty: not.', zh: '履行日；为空表示未履行。' },
    },
  },
};

export const contractEvent: Fact = {
  name: 'contract_event',
  type: 'ContractEvent',
  plural: 'contractEvents',
  prefix: 'evt',
  owner: 'account',
  day: 'occurredOn',
  scope: 'contract.event',
  description: { en: 'How the contract was kept or broken, beside payment.', zh: '付款之外的合同履行事件。' },
  columns: {
    occurredOn: { type: 'date', required: true, dates: 'events', scope: 'contract.event', description: { en: 'Day it occurred.', zh: '发生日。' } },
    kind: {
      type: 'code',
      words: [
        'theft',
        'metering_tampering',
        'tariff_misuse',
        'illegal_use',
        'change_of_use',
        'breach',
        'accident',
        'hazard',
        'early_termination',
        'cooperation',
      ],
      required: true,
      scope: 'contract.event',
      description: { en: 'What occurred; cooperation is a good one.', zh: '事件种类；配合（cooperation）为正面事件。' },
    },
    endedOn: {
      type: 'date',
      happens: true,
      scope: 'contract.event',
      description: { en: 'Day it ended; empty: it goes on or has no length.', zh: '结束日；为空表示持续或无时长。' },
    },
    severity: {
      type: 'integer',
      nonNegative: true,
      scope: 'contract.event',
      mask: 'same',
      description: { en: 'How grave, from 1 up, as the source grades it.', zh: '严重程度，自1起，按来源评级。' },
    },
  },
};

export const facts: Fact[] = [accountStatus, bill, payment, prepayment, arrangement, instalment, notice, contractEvent, forbearance];
