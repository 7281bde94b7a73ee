import type { Fact } from '../../base/fact.ts';
import { effects, markPrefix } from './mark.ts';

export const mark: Fact = {
  name: 'mark',
  type: 'Mark',
  plural: 'marks',
  prefix: markPrefix,
  owner: 'customer',
  day: 'fromOn',
  scope: 'dispute.read',
  own: true,
  description: {
    en: 'That the customer disputes a fact: it counts and is marked, or indicators leave it out while the mark stands.',
    zh: '客户对某事实提出异议的标记：照常计算并标注，或在标记有效期间不计入指标。',
  },
  columns: {
    fromOn: { type: 'date', required: true, dates: 'events', scope: 'dispute.read', description: { en: 'First day the mark stands.', zh: '标记生效日。' } },
    fact: { type: 'code', required: true, scope: 'dispute.read', description: { en: 'Kind of the marked fact.', zh: '被标记事实的种类。' } },
    accountId: {
      type: 'reference',
      to: 'account',
      scope: 'dispute.read',
      indicator: false,
      description: { en: 'The account the marked fact hangs on; empty where it is of the customer.', zh: '被标记事实所属的户；属于客户本身的为空。' },
    },
    marked: {
      type: 'reference',
      toIn: 'fact',
      required: true,
      scope: 'dispute.read',
      indicator: false,
      description: { en: 'The marked fact; its corrections stay marked.', zh: '被标记的事实；其更正仍带标记。' },
    },
    effect: {
      type: 'code',
      words: [...effects],
      required: true,
      scope: 'dispute.read',
      description: {
        en: 'counts: it is only shown; left_out: no indicator reads the fact while the mark stands.',
        zh: 'counts：仅标注；left_out：标记有效期间不计入任何指标。',
      },
    },
    untilOn: {
      type: 'date',
      scope: 'dispute.read',
      description: { en: 'The day from which it no longer stands; empty: no end is set.', zh: '自该日起标记失效；为空表示未设期限。' },
    },
    text: { type: 'text', required: true, scope: 'dispute.read', indicator: false, description: { en: 'What is disputed, in words.', zh: '异议内容说明。' } },
  },
};
