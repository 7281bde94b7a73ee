import type { Fact } from '../base/fact.ts';

export const account: Fact = {
  name: 'account',
  type: 'Account',
  plural: 'accounts',
  prefix: 'acc',
  owner: 'customer',
  day: null,
  scope: 'account.basic',
  attributes: true,
  description: { en: 'What a customer holds with the company: a supply point, a line, a card.', zh: '客户在公司的户：用电点、号码、卡等。' },
  columns: {
    service: {
      type: 'code',
      words: ['electricity', 'water', 'gas', 'mobile', 'broadband', 'deposit', 'card', 'loan', 'insurance', 'freight'],
      required: true,
      scope: 'account.basic',
      description: { en: 'The service consumed.', zh: '服务种类。' },
    },
    number: {
      type: 'text',
      scope: 'account.basic',
      mask: 'last',
      indicator: false,
      description: { en: 'Account number as the customer knows it.', zh: '户号。' },
    },
    meter: { type: 'text', scope: 'account.basic', mask: 'last', indicator: false, description: { en: 'Meter number.', zh: '表号。' } },
    tariff: { type: 'text', scope: 'account.basic', description: { en: 'Tariff or plan.', zh: '电价类别或套餐。' } },
    voltageLevel: { type: 'code', scope: 'account.basic', mask: 'same', description: { en: 'Voltage level of the supply.', zh: '电压等级。' } },
    readingSection: { type: 'code', scope: 'account.basic', description: { en: 'Meter-reading section.', zh: '抄表区段。' } },
    contractStart: { type: 'date', dates: 'opening', scope: 'account.basic', description: { en: 'First day of the contract.', zh: '合同起始日。' } },
    contractEnd: { type: 'date', scope: 'account.basic', description: { en: 'Last day of the contract; empty: it runs.', zh: '合同终止日；为空表示在用。' } },
    prepaid: { type: 'boolean', scope: 'account.basic', description: { en: 'Prepaid rather than postpaid.', zh: '是否预付费。' } },
    status: {
      type: 'code',
      scope: 'account.basic',
      mask: 'same',
      description: { en: 'State of the account as its source names it.', zh: '户状态（来源系统的说法）。' },
    },
    currency: {
      type: 'code',
      scope: 'account.basic',
      mask: 'same',
      description: { en: 'Currency of everything on the account (ISO 4217).', zh: '本户币种（ISO 4217）。' },
    },
    creditLimitMinor: {
      type: 'money',
      nonNegative: true,
      scope: 'account.basic',
      description: { en: 'Credit or overdraft limit.', zh: '信用额度或透支额度。' },
    },
  },
};

export const usage: Fact = {
  name: 'usage',
  type: 'Usage',
  plural: 'usages',
  prefix: 'usg',
  owner: 'account',
  day: 'period',
  scope: 'usage.summary',
  description: { en: 'What was consumed in a month.', zh: '一个月的用量。' },
  columns: {
    period: { type: 'month', required: true, dates: 'amounts', scope: 'usage.summary', description: { en: 'The month it is about.', zh: '所属月份。' } },
    quantity: { type: 'quantity', required: true, scope: 'usage.summary', description: { en: 'Quantity consumed, in `unit`.', zh: '用量，单位见 unit。' } },
    unit: { type: 'code', required: true, scope: 'usage.summary', mask: 'same', description: { en: 'Unit of the quantities.', zh: '计量单位。' } },
    peak: { type: 'quantity', scope: 'usage.detail', description: { en: 'Part consumed at peak times, in `unit`.', zh: '峰时用量，单位见 unit。' } },
    offPeak: { type: 'quantity', scope: 'usage.detail', description: { en: 'Part consumed at off-peak times, in `unit`.', zh: '谷时用量，单位见 unit。' } },
    reactive: { type: 'quantity', scope: 'usage.detail', description: { en: 'Reactive energy of the month (kvarh).', zh: '无功电量（千乏时）。' } },
    reading: {
      type: 'code',
      words: ['actual', 'estimated', 'customer', 'missed'],
      scope: 'usage.detail',
      description: { en: 'How the reading came about.', zh: '抄表方式。' },
    },
  },
};

export const balance: Fact = {
  name: 'balance',
  type: 'Balance',
  plural: 'balances',
  prefix: 'bal',
  owner: 'account',
  day: 'balanceOn',
  scope: 'balance.detail',
  description: { en: 'What stood on an account on a day: a deposit, an asset, collateral, a guarantee.', zh: '某日的户余额：存款、资产、抵押或担保。' },
  columns: {
    balanceOn: { type: 'date', required: true, dates: 'amounts', scope: 'balance.detail', description: { en: 'The day it stood so.', zh: '余额日。' } },
    kind: {
      type: 'code',
      words: ['deposit', 'asset', 'collateral', 'guarantee'],
      required: true,
      scope: 'balance.detail',
      description: { en: 'What the amount is.', zh: '余额种类。' },
    },
    amountMinor: {
      type: 'money',
      required: true,
      class: 'property',
      scope: 'balance.detail',
      description: { en: 'The amount; negative is overdrawn.', zh: '金额；负数为透支。' },
    },
  },
};

export const facts: Fact[] = [account, usage, balance];
