import type { Fact } from '../base/fact.ts';

export const interaction: Fact = {
  name: 'interaction',
  type: 'Interaction',
  plural: 'interactions',
  prefix: 'itr',
  owner: 'customer',
  day: 'occurredOn',
  scope: 'interaction.detail',
  description: {
    en: 'A contact between the customer and the company; one person owns it from first contact to the end.',
    zh: '客户与公司的一次接触；自首次接触至办结由一人负责。',
  },
  columns: {
    occurredOn: { type: 'date', required: true, dates: 'events', scope: 'interaction.detail', description: { en: 'Day of the contact.', zh: '接触日。' } },
    kind: {
      type: 'code',
      words: ['inquiry', 'complaint', 'suggestion', 'praise', 'fault', 'visit', 'inspection', 'call_back'],
      required: true,
      scope: 'interaction.detail',
      description: { en: 'What it was.', zh: '接触种类。' },
    },
    channel: { type: 'code', scope: 'interaction.detail', description: { en: 'Telephone, counter, app and so on.', zh: '渠道：电话、柜台、应用等。' } },
    subject: {
      type: 'code',
      words: ['person', 'facility', 'policy'],
      scope: 'interaction.detail',
      description: { en: 'What it was about: a person, a facility or a policy.', zh: '针对对象：人员、设施或政策。' },
    },
    topic: { type: 'code', scope: 'interaction.detail', description: { en: "Topic in the source's words.", zh: '主题（来源用语）。' } },
    startedAt: { type: 'instant', scope: 'interaction.detail', indicator: false, description: { en: 'When it began.', zh: '开始时刻。' } },
    endedAt: { type: 'instant', scope: 'interaction.detail', indicator: false, description: { en: 'When it ended.', zh: '结束时刻。' } },
    waitingSeconds: {
      type: 'integer',
      unit: 'second',
      nonNegative: true,
      scope: 'interaction.detail',
      description: { en: 'Waited before it was taken.', zh: '等待时长。' },
    },
    talkSeconds: { type: 'integer', unit: 'second', nonNegative: true, scope: 'interaction.detail', description: { en: 'Talked.', zh: '通话时长。' } },
    holdSeconds: { type: 'integer', unit: 'second', nonNegative: true, scope: 'interaction.detail', description: { en: 'Held.', zh: '保持时长。' } },
    afterCallSeconds: {
      type: 'integer',
      unit: 'second',
      nonNegative: true,
      scope: 'interaction.detail',
      description: { en: 'Worked on it after the call.', zh: '话后处理时长。' },
    },
    firstHandler: { type: 'text', scope: 'interaction.detail', indicator: false, description: { en: 'Member of staff who took it first.', zh: '首接人员。' } },
    handler: { type: 'text', scope: 'interaction.detail', indicator: false, description: { en: 'Member of staff who owns it to the end.', zh: '负责人。' } },
    parent: {
      type: 'reference',
      to: 'interaction',
      scope: 'interaction.detail',
      indicator: false,
      description: { en: 'The contact that this one follows up.', zh: '所跟进的接触。' },
    },
    remedy: { type: 'text', scope: 'interaction.detail', indicator: false, description: { en: 'What was done about it.', zh: '处置措施。' } },
    satisfaction: {
      type: 'integer',
      nonNegative: true,
      scope: 'interaction.detail',
      description: { en: 'What the customer said of it, 1 (worst) to 5.', zh: '客户满意度，1（最差）至5。' },
    },
  },
};

export const facts: Fact[] = [interaction];
