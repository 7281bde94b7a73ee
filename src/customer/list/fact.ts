import type { Fact } from '../../base/fact.ts';
import { causeCodes, endCauses, listCodes } from './list.ts';

export const listEntry: Fact = {
  name: 'list_entry',
  type: 'ListEntry',
  plural: 'listEntries',
  prefix: 'lst',
  owner: 'customer',
  day: 'startedOn',
  scope: 'list.read',
  own: true,
  description: {
    en: 'That the customer is, or was, on a list of the company; in force on a day while expiresOn is open as of it.',
    zh: '客户在公司某名单上的记录；expiresOn 尚未到期即为有效。',
  },
  columns: {
    startedOn: { type: 'date', required: true, dates: 'events', scope: 'list.read', description: { en: 'First day on the list.', zh: '列入日。' } },
    list: { type: 'code', words: listCodes, required: true, scope: 'list.read', description: { en: 'Which list.', zh: '名单种类。' } },
    cause: {
      type: 'code',
      words: causeCodes,
      required: true,
      scope: 'list.read',
      description: { en: 'Why, in the words of the list.', zh: '列入原因（按名单取值）。' },
    },
    text: { type: 'text', required: true, scope: 'list.read', indicator: false, description: { en: 'The reason in words.', zh: '原因说明。' } },
    expiresOn: {
      type: 'date',
      scope: 'list.read',
      description: {
        en: 'The day from which it is no longer in force; empty: no end is set. Who ends it earlier brings it forward.',
        zh: '自该日起失效；为空表示未设期限。提前结束时改为结束日。',
      },
    },
    endedOn: {
      type: 'date',
      happens: true,
      scope: 'list.read',
      description: { en: 'The day a person ended it before its time; empty: nobody did.', zh: '被人提前结束之日；为空表示未提前结束。' },
    },
    endCause: {
      type: 'code',
      words: Object.keys(endCauses),
      scope: 'list.read',
      indicator: false,
      description: { en: 'Why it was ended before its time.', zh: '提前结束的原因。' },
    },
  },
};
