import type { Fact } from '../base/fact.ts';

export const customer: Fact = {
  name: 'customer',
  type: 'Customer',
  plural: 'customers',
  prefix: 'cus',
  owner: 'customer',
  day: null,
  scope: 'open',
  attributes: true,
  description: { en: 'The golden record: one customer, derived from every source record linked to it.', zh: '黄金记录：由所有已关联来源记录得出的唯一客户。' },
  columns: {
    kind: {
      type: 'code',
      words: ['person', 'organisation'],
      required: true,
      scope: 'profile.demographic',
      description: { en: 'Person or organisation.', zh: '个人或单位。' },
    },
    name: { type: 'text', scope: 'profile.identity', indicator: false, description: { en: 'Full name.', zh: '姓名或单位名称。' } },
    bornOn: { type: 'date', scope: 'profile.identity', indicator: false, description: { en: 'Date of birth (persons).', zh: '出生日期（个人）。' } },
    address: { type: 'text', scope: 'profile.contact', indicator: false, description: { en: 'Postal address.', zh: '通讯地址。' } },
    industry: { type: 'text', scope: 'profile.demographic', description: { en: 'Industry (organisations).', zh: '行业（单位）。' } },
    occupation: { type: 'text', scope: 'profile.demographic', description: { en: 'Occupation (persons).', zh: '职业（个人）。' } },
  },
};

export const outcome: Fact = {
  name: 'outcome',
  type: 'Outcome',
  plural: 'outcomes',
  prefix: 'out',
  owner: 'customer',
  day: 'observedFrom',
  scope: 'outcome.detail',
  description: {
    en: 'What became of a customer in an observation period; judging a ruleset reads nothing else.',
    zh: '客户在观察期内的结果；评判规则集只读取它。',
  },
  columns: {
    kind: {
      type: 'code',
      words: ['default', 'churn', 'write_off', 'fraud'],
      required: true,
      scope: 'outcome.detail',
      indicator: false,
      description: { en: 'What was observed for.', zh: '观察的事件种类。' },
    },
    observedFrom: {
      type: 'date',
      required: true,
      dates: 'outcomes',
      scope: 'outcome.detail',
      indicator: false,
      description: { en: 'First day of the observation.', zh: '观察期首日。' },
    },
    observedUntil: {
      type: 'date',
      required: true,
      scope: 'outcome.detail',
      indicator: false,
      description: { en: 'Last day of the observation.', zh: '观察期末日。' },
    },
    happenedOn: {
      type: 'date',
      scope: 'outcome.detail',
      indicator: false,
      description: { en: 'The day it happened; empty: it did not.', zh: '发生日；为空表示未发生。' },
    },
  },
};

export const facts: Fact[] = [customer, outcome];
