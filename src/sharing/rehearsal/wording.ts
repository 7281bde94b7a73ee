import type { Language } from '../../base/text.ts';
import type { Cause } from './rehearsal.ts';

const words: Readonly<Record<Cause, Readonly<Record<Language, string>>>> = {
  purpose: { en: 'The purpose is not granted any more.', zh: '不再授予该用途。' },
  fields: { en: 'A field that was asked for does not exist any more, so the operation is not valid.', zh: '所查字段不再存在，操作无效。' },
  quota_day: { en: 'More inquiries a day than agreed.', zh: '超过约定的每日次数。' },
  quota_subject: { en: 'More inquiries a day about one subject than agreed.', zh: '超过约定的同一对象每日次数。' },
  quota_burst: { en: 'More requests at once than agreed.', zh: '超过约定的同时查询数。' },
  subject: { en: 'About a kind of subject that is not covered any more.', zh: '不再涵盖该类对象。' },
  carried: { en: 'The consent was not given by the customer itself.', zh: '同意并非客户本人给出。' },
  grade: { en: 'It was a grade of the other kind (issued, monitoring).', zh: '所告知的是另一类等级（正式或监测）。' },
  dimension: { en: 'It was a grade in another dimension.', zh: '所告知的是另一维度的等级。' },
  stale: { en: 'It was as of a longer time ago than agreed.', zh: '其基准日早于约定的期限。' },
};

/** Why an inquiry would be refused, or its grade not be told, in words. */
export const causeText = (cause: Cause, language: Language): string => words[cause][language];
