import type { Text } from '../../base/text.ts';
import type { Day } from '../../base/time.ts';

/** What a list is, why somebody may be put on it, and whether a second person must agree. */
interface List {
  readonly title: Text;
  readonly isApproved: boolean;
  readonly causes: Readonly<Record<string, Text>>;
}

/** The lists there are. A cause is one of its list's own words. */
export const lists = {
  bad_debt: {
    title: { en: 'Bad debt', zh: '坏账名单' },
    isApproved: true,
    causes: {
      written_off: { en: 'The debt was written off.', zh: '欠款已核销。' },
      insolvency: { en: 'The customer is insolvent.', zh: '客户已破产或资不抵债。' },
      untraceable: { en: 'The customer cannot be found and has left a debt.', zh: '客户失联且仍有欠款。' },
      refusal: { en: 'The customer refuses to pay what a court or an arbitrator has confirmed.', zh: '经法院或仲裁确认后仍拒不付款。' },
      fraud: { en: 'The debt was made by fraud.', zh: '欠款系欺诈所致。' },
    },
  },
  vip: {
    title: { en: 'VIP', zh: '贵宾名单' },
    isApproved: false,
    causes: {
      key_account: { en: 'An account of weight for the company.', zh: '对公司有重要影响的大客户。' },
      public_interest: { en: 'A hospital, a school, a public office or the like.', zh: '医院、学校、机关等公共利益单位。' },
      long_standing: { en: 'A customer of many years in good standing.', zh: '多年信誉良好的老客户。' },
      strategic: { en: 'A partner of the company.', zh: '公司的战略合作方。' },
    },
  },
  watch: {
    title: { en: 'Watch', zh: '关注名单' },
    isApproved: false,
    causes: {
      early_warning: { en: 'A rule or a person saw an early sign of trouble.', zh: '规则或人员发现早期风险信号。' },
      arrears: { en: 'Arrears that grow or come back.', zh: '欠费持续增加或反复发生。' },
      contract_breach: { en: 'The contract was broken in another way than by not paying.', zh: '除欠费外的其他违约行为。' },
      ownership_change: { en: 'The owner, the use or the business has changed.', zh: '产权、用途或经营主体发生变化。' },
      outside_report: { en: 'A bureau, a court or the press reports something.', zh: '征信机构、法院或媒体披露的情况。' },
    },
  },
  vulnerable: {
    title: { en: 'Vulnerable', zh: '弱势客户名单' },
    isApproved: false,
    causes: {
      essential_supply: { en: 'Somebody depends on a supply that is never interrupted.', zh: '有人依赖不间断的供应。' },
      hardship: { en: 'The household or business is in hardship.', zh: '家庭或经营陷入困难。' },
      assistance: { en: 'The customer needs help to understand or to act.', zh: '客户理解或办理事务需要协助。' },
      disaster: { en: 'A disaster has hit the customer.', zh: '客户遭受灾害。' },
    },
  },
  do_not_contact: {
    title: { en: 'Do not contact', zh: '勿扰名单' },
    isApproved: false,
    causes: {
      customer_request: { en: 'The customer asked not to be contacted.', zh: '客户要求不再联系。' },
      legal_order: { en: 'A court or an authority ordered it.', zh: '法院或主管机关要求。' },
      representative: { en: 'Only a representative may be contacted.', zh: '只能联系其代理人。' },
      deceased: { en: 'The customer has died.', zh: '客户已故。' },
    },
  },
} as const satisfies Record<string, List>;

export type ListCode = keyof typeof lists;
export const listCodes = Object.keys(lists) as ListCode[];
export const isListCode = (code: string): code is ListCode => Object.hasOwn(lists, code);
export const listOf = (code: ListCode): List => lists[code];

/** Every cause of any list, each once. */
export const causeCodes: readonly string[] = [...new Set(listCodes.flatMap((code) => Object.keys(lists[code].causes)))];

/** Why an entry may be ended before its time. */
export const endCauses = {
  settled: { en: 'The reason is gone: the debt is paid, the need is over.', zh: '原因已消除：欠款已清或需要已不存在。' },
  mistake: { en: 'The entry was a mistake.', zh: '该记录有误。' },
  request: { en: 'The customer asked for it.', zh: '应客户请求。' },
  review: { en: 'A person looked again and decided so.', zh: '经人工复核后决定。' },
} as const satisfies Record<string, Text>;
export const isEndCause = (code: string): boolean => Object.hasOwn(endCauses, code);

/** When an entry is in force: from its first day until the day before it expires or was ended, whichever comes first. */
export interface Stretch {
  readonly startedOn: Day;
  readonly expiresOn: Day | null;
}

/** Whether two stretches share a day; one that was ended on its first day has none. */
export const overlap = (a: Stretch, b: Stretch): boolean => {
  const from = a.startedOn > b.startedOn ? a.startedOn : b.startedOn;
  return [a, b].every(({ expiresOn }) => expiresOn === null || from < expiresOn);
};
