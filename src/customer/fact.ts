import type { Fact } from '../base/fact.ts';
import { listEntry } from './list/fact.ts';
import { mark } from './mark/fact.ts';

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
    name: { type: 'text', scope: 'profile.identity', mask: 'initials', indicator: false, description: { en: 'Full name.', zh: '姓名或单位名称。' } },
    bornOn: {
      type: 'date',
      class: 'age',
      scope: 'profile.identity',
      mask: 'year',
      indicator: false,
      description: { en: 'Date of birth (persons).', zh: '出生日期（个人）。' },
    },
    address: { type: 'text', scope: 'profile.contact', mask: 'district', indicator: false, description: { en: 'Postal address.', zh: '通讯地址。' } },
    industry: { type: 'text', scope: 'profile.demographic', description: { en: 'Industry (organisations).', zh: '行业（单位）。' } },
    occupation: { type: 'text', scope: 'profile.demographic', description: { en: 'Occupation (persons).', zh: '职业（个人）。' } },
    size: { type: 'code', scope: 'profile.demographic', mask: 'same', description: { en: 'Size class (organisations).', zh: '规模（单位）。' } },
    incomeBand: { type: 'code', class: 'income', scope: 'profile.sensitive', description: { en: 'Income band (persons).', zh: '收入档（个人）。' } },
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

export const relation: Fact = {
  name: 'relation',
  type: 'Relation',
  plural: 'relations',
  prefix: 'rel',
  owner: 'customer',
  day: 'sinceOn',
  scope: 'profile.relation',
  mirror: { other: 'other', side: 'side' },
  description: {
    en: 'How this customer stands to another one, or to a contact person; it stands under both customers.',
    zh: '客户与另一客户或联系人的关系；在双方名下各有一条。',
  },
  columns: {
    sinceOn: { type: 'date', required: true, dates: 'events', scope: 'profile.relation', description: { en: 'First day.', zh: '起始日。' } },
    kind: {
      type: 'code',
      words: ['payer', 'household', 'guarantor', 'group', 'shipper', 'receiver', 'referrer', 'contact'],
      required: true,
      scope: 'profile.relation',
      description: { en: 'What the relation is.', zh: '关系种类。' },
    },
    side: {
      type: 'code',
      words: ['from', 'to'],
      required: true,
      scope: 'profile.relation',
      description: {
        en: 'from: this customer acts (pays, guarantees, heads the group, ships, refers); to: the other one does.',
        zh: 'from：本客户为主动方（付款、担保、集团牵头、发货、推荐）；to：对方为主动方。',
      },
    },
    other: {
      type: 'customer',
      scope: 'profile.relation',
      indicator: false,
      description: { en: 'The other customer; empty for a contact person.', zh: '对方客户；联系人则为空。' },
    },
    contactName: {
      type: 'text',
      scope: 'profile.contact',
      mask: 'initials',
      indicator: false,
      description: { en: 'Name of the contact person.', zh: '联系人姓名。' },
    },
    role: {
      type: 'code',
      scope: 'profile.relation',
      description: { en: 'Role in the relation, in the words of the source.', zh: '关系中的角色（来源用语）。' },
    },
    weight: { type: 'quantity', nonNegative: true, scope: 'profile.relation', description: { en: 'How much it weighs, from 0 to 1.', zh: '权重，0至1。' } },
    untilOn: { type: 'date', scope: 'profile.relation', description: { en: 'Last day; empty: it goes on.', zh: '终止日；为空表示存续。' } },
  },
};

export const assignment: Fact = {
  name: 'assignment',
  type: 'Assignment',
  plural: 'assignments',
  prefix: 'asg',
  owner: 'customer',
  day: 'sinceOn',
  scope: 'profile.relation',
  description: { en: 'Who of the staff is there for this customer.', zh: '负责该客户的员工。' },
  columns: {
    sinceOn: { type: 'date', required: true, dates: 'events', scope: 'profile.relation', description: { en: 'First day.', zh: '起始日。' } },
    staff: {
      type: 'text',
      required: true,
      scope: 'profile.relation',
      indicator: false,
      description: { en: 'The member of staff, by the key of its source.', zh: '员工编号。' },
    },
    name: { type: 'text', scope: 'profile.relation', indicator: false, description: { en: 'Name of the member of staff.', zh: '员工姓名。' } },
    role: { type: 'code', required: true, scope: 'profile.relation', description: { en: 'Manager, engineer and so on.', zh: '角色：客户经理、工程师等。' } },
    untilOn: { type: 'date', scope: 'profile.relation', description: { en: 'Last day; empty: it goes on.', zh: '终止日；为空表示在任。' } },
  },
};

export const externalRating: Fact = {
  name: 'external_rating',
  type: 'ExternalRating',
  plural: 'externalRatings',
  prefix: 'ext',
  owner: 'customer',
  day: 'ratedOn',
  scope: 'rating.external',
  description: { en: 'How a bureau or agency rated the customer.', zh: '征信机构或评级机构对客户的评级。' },
  columns: {
    ratedOn: { type: 'date', required: true, dates: 'events', scope: 'rating.external', description: { en: 'Day of the rating.', zh: '评级日。' } },
    agency: { type: 'code', required: true, scope: 'rating.external', description: { en: 'Who rated.', zh: '评级机构。' } },
    scale: { type: 'code', required: true, scope: 'rating.external', description: { en: 'The scale of the grade.', zh: '等级所属标尺。' } },
    grade: { type: 'code', required: true, scope: 'rating.external', description: { en: 'Grade on the scale.', zh: '标尺上的等级。' } },
    score: { type: 'integer', scope: 'rating.external', description: { en: 'Score, where the agency gives one.', zh: '评分（机构给出时）。' } },
    validUntil: {
      type: 'date',
      scope: 'rating.external',
      description: { en: 'Last day it is valid; empty: until the next.', zh: '有效期末日；为空表示至下次评级。' },
    },
  },
};

export const facts: Fact[] = [customer, outcome, relation, assignment, externalRating, listEntry, mark];
