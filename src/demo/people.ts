import type { Text } from '../base/text.ts';
import type { Move } from './behaviour.ts';
import type { Service } from './consumption.ts';
import type { Told } from './identity.ts';

/** From this month's bill on (to that of `until`, included), this is what is done; a later turn replaces an earlier one. */
export interface Turn {
  readonly from: string;
  readonly until?: string;
  readonly move: Move;
  /** Only about this service. */
  readonly service?: Service;
}

/** Somebody of the demo world whose story is told; README and tests hold the world to it. */
export interface Story {
  readonly who: Told;
  readonly story: Text;
  readonly services: readonly Service[];
  /** Month in which the first account was opened. */
  readonly since: string;
  readonly manner: Move;
  readonly turns?: readonly Turn[];
  readonly directDebit?: true;
  /** Months in which hardly anything is used. */
  readonly away?: readonly string[];
  readonly estimated?: readonly string[];
  /** The customer system holds a second record of the same person. */
  readonly secondRecord?: true;
  /** The billing system has another address: the one before the move. */
  readonly moved?: true;
  /** Heats with gas, so that winter is dear. */
  readonly swing?: number;
  /** What must be seen: days past due at month ends (fewest and most that the worst may be), still so at the end, and what came. */
  readonly expected: { readonly worstDays: readonly [number, number]; readonly pastDue: boolean; readonly outcome: boolean | null };
}

const one = (name: string, latinName: string, sex: 'female' | 'male', phone?: string): Told => ({ kind: 'person', name, latinName, sex, phone });
const firm = (name: string, latinName: string, industry: string, scale: number): Told => ({
  kind: 'organisation',
  name,
  latinName,
  trade: { industry, scale },
});
const never = { worstDays: [0, 0], pastDue: false, outcome: false } as const;

/** The first twenty customers of every demo world, in this order. */
export const people: readonly Story[] = [
  {
    who: one('林美华', 'Lin Meihua', 'female'),
    story: { en: 'Pays on the day, always.', zh: '总在到期日当天付款。' },
    services: ['electricity', 'water', 'gas'],
    since: '2014-03',
    manner: { kind: 'pay', before: 0 },
    expected: never,
  },
  {
    who: one('Otto Hartmann', 'Otto Hartmann', 'male'),
    story: { en: 'Twelve years a customer, four services, all by direct debit.', zh: '十二年老客户，四项服务全部自动扣款。' },
    services: ['electricity', 'water', 'gas', 'mobile'],
    since: '2014-06',
    manner: { kind: 'pay', before: 0 },
    directDebit: true,
    expected: never,
  },
  {
    who: one('陈国诚', 'Chen Guocheng', 'male'),
    story: { en: 'Bounced a cheque in March 2026, paid nine days later.', zh: '2026年3月支票退票，九天后补付。' },
    services: ['electricity'],
    since: '2019-09',
    manner: { kind: 'pay', before: 3 },
    turns: [{ from: '2026-02', until: '2026-02', move: { kind: 'bounce', days: 9 } }],
    expected: never,
  },
  {
    who: one('Amara Okafor', 'Amara Okafor', 'female'),
    story: { en: 'Moved in autumn 2025; three bills went to the old address, then she paid them all.', zh: '2025年秋搬家，三期账单寄到旧址，之后一次付清。' },
    services: ['electricity', 'mobile'],
    since: '2021-05',
    manner: { kind: 'pay', before: 5 },
    moved: true,
    turns: [
      { from: '2025-09', until: '2025-11', move: { kind: 'miss' }, service: 'electricity' },
      { from: '2025-12', until: '2025-12', move: { kind: 'settle', days: -8 }, service: 'electricity' },
    ],
    expected: { worstDays: [75, 82], pastDue: false, outcome: false },
  },
  {
    who: one('高丽萍', 'Gao Liping', 'female'),
    story: { en: 'Two records in the customer system, joined by the identity number.', zh: '客户系统中有两条记录，由身份证号合并。' },
    services: ['water', 'mobile'],
    since: '2017-01',
    manner: { kind: 'pay', before: 4 },
    secondRecord: true,
    expected: never,
  },
  {
    who: one('Pavel Novak', 'Pavel Novak', 'male', '12900000607'),
    story: { en: 'Shares a telephone with his brother Jonas; other identity numbers keep them apart.', zh: '与兄弟 Jonas 共用电话，身份证号不同，不合并。' },
    services: ['electricity'],
    since: '2020-02',
    manner: { kind: 'pay', before: 2 },
    expected: never,
  },
  {
    who: one('Jonas Novak', 'Jonas Novak', 'male', '12900000607'),
    story: { en: 'The brother: same telephone, same name, and always some days late.', zh: '兄弟：同一电话、同一姓氏，总是迟付几天。' },
    services: ['mobile'],
    since: '2022-08',
    manner: { kind: 'late', days: 6 },
    expected: never,
  },
  {
    who: one('Ines Marino', 'Ines Marino', 'female'),
    story: {
      en: 'Three months abroad in summer 2025: nothing used, nothing paid, then everything at once.',
      zh: '2025年夏出国三个月，几乎无用量也未付款，回来后一次付清。',
    },
    services: ['electricity', 'water'],
    since: '2018-11',
    manner: { kind: 'pay', before: 7 },
    away: ['2025-07', '2025-08', '2025-09'],
    turns: [
      { from: '2025-06', until: '2025-08', move: { kind: 'miss' } },
      { from: '2025-09', until: '2025-09', move: { kind: 'settle', days: -6 } },
    ],
    expected: { worstDays: [75, 82], pastDue: false, outcome: false },
  },
  {
    who: firm('金港食品有限公司', 'Golden Harbour Foods Ltd', 'food', 14),
    story: {
      en: 'A firm in trouble: later and later since autumn 2025, in 2026 parts only, then nothing.',
      zh: '陷入困境的企业：2025年秋起越付越晚，2026年只付部分，随后停付。',
    },
    services: ['electricity', 'water', 'gas'],
    since: '2012-04',
    manner: { kind: 'pay', before: 1 },
    turns: [
      { from: '2025-08', until: '2025-10', move: { kind: 'late', days: 12 } },
      { from: '2025-11', until: '2026-01', move: { kind: 'late', days: 24 } },
      { from: '2026-02', until: '2026-03', move: { kind: 'part', days: 10, share: 0.5 } },
      { from: '2026-04', move: { kind: 'miss' } },
    ],
    expected: { worstDays: [70, 112], pastDue: true, outcome: true },
  },
  {
    who: one('吴建军', 'Wu Jianjun', 'male'),
    story: { en: 'Lost his job in February 2026 and pays nothing since.', zh: '2026年2月失业，此后未再付款。' },
    services: ['electricity', 'gas'],
    since: '2016-07',
    manner: { kind: 'pay', before: 3 },
    turns: [{ from: '2026-02', move: { kind: 'miss' } }],
    expected: { worstDays: [102, 112], pastDue: true, outcome: true },
  },
  {
    who: one('Leila Haddad', 'Leila Haddad', 'female'),
    story: { en: 'Lost her job in 2024, caught up in spring 2025, on the day ever since.', zh: '2024年失业，2025年春补清欠费，此后按期付款。' },
    services: ['electricity', 'mobile'],
    since: '2015-10',
    manner: { kind: 'pay', before: 0 },
    turns: [
      { from: '2024-10', until: '2025-01', move: { kind: 'miss' } },
      { from: '2025-02', until: '2025-02', move: { kind: 'part', days: 0, share: 0.5 } },
      { from: '2025-03', until: '2025-03', move: { kind: 'settle', days: -5 } },
    ],
    expected: never,
  },
  {
    who: one('许思雨', 'Xu Siyu', 'female'),
    story: { en: 'A customer for three months: hardly anything to go by.', zh: '开户仅三个月，几乎没有历史。' },
    services: ['mobile'],
    since: '2026-04',
    manner: { kind: 'pay', before: 6 },
    expected: never,
  },
  {
    who: one('Hugo Lindgren', 'Hugo Lindgren', 'male'),
    story: { en: 'A week late, month after month, and never more.', zh: '每月迟付一周，从不更久。' },
    services: ['electricity', 'water'],
    since: '2013-12',
    manner: { kind: 'late', days: 7 },
    expected: never,
  },
  {
    who: one('周晓燕', 'Zhou Xiaoyan', 'female'),
    story: { en: 'Pays two thirds of what is open, so that some is always left.', zh: '每次只付欠款的三分之二，总有余欠。' },
    services: ['electricity'],
    since: '2018-03',
    manner: { kind: 'part', days: -2, share: 0.66 },
    expected: { worstDays: [15, 24], pastDue: true, outcome: false },
  },
  {
    who: one('Greta Baumann', 'Greta Baumann', 'female'),
    story: { en: 'Heats with gas: winter bills several times those of summer, paid in advance.', zh: '燃气取暖：冬季账单数倍于夏季，均提前付款。' },
    services: ['gas', 'electricity'],
    since: '2011-08',
    manner: { kind: 'pay', before: 10 },
    swing: 1.4,
    expected: never,
  },
  {
    who: firm('青窑陶瓷厂', 'Green Kiln Ceramics', 'manufacturing', 40),
    story: { en: 'A large user with kilns on a line of its own; pays to the day.', zh: '窑炉大用户，专线供电，准时付款。' },
    services: ['electricity', 'gas', 'water'],
    since: '2009-02',
    manner: { kind: 'pay', before: 0 },
    directDebit: true,
    expected: never,
  },
  {
    who: one('Emil Kowal', 'Emil Kowal', 'male'),
    story: { en: 'Two bills of early 2026 were estimated; he paid them when the meter had been read.', zh: '2026年初两期账单为估抄，抄表后付清。' },
    services: ['gas'],
    since: '2019-01',
    manner: { kind: 'pay', before: 5 },
    estimated: ['2026-01', '2026-02'],
    turns: [
      { from: '2026-01', until: '2026-01', move: { kind: 'miss' } },
      { from: '2026-02', until: '2026-02', move: { kind: 'settle', days: 4 } },
    ],
    expected: { worstDays: [14, 24], pastDue: false, outcome: false },
  },
  {
    who: one('黄志强', 'Huang Zhiqiang', 'male'),
    story: { en: 'Known to the customer system only: no account, nothing to measure.', zh: '仅存在于客户系统：没有户，无可测量。' },
    services: [],
    since: '2026-05',
    manner: { kind: 'pay', before: 0 },
    expected: { worstDays: [0, 0], pastDue: false, outcome: null },
  },
  {
    who: one('Petra Dahl', 'Petra Dahl', 'female'),
    story: { en: 'Pays round hundreds in advance and is always in credit.', zh: '提前整百付款，账上总有余额。' },
    services: ['electricity', 'water'],
    since: '2016-05',
    manner: { kind: 'advance', amount: 10_000 },
    expected: never,
  },
  {
    who: one('徐文博', 'Xu Wenbo', 'male'),
    story: { en: 'A perfect record up to the last day, and then nothing: no card sees everything.', zh: '此前记录完美，之后突然停付：评分卡看不到一切。' },
    services: ['electricity', 'gas'],
    since: '2017-06',
    manner: { kind: 'pay', before: 4 },
    turns: [{ from: '2026-06', move: { kind: 'miss' } }],
    expected: { worstDays: [0, 0], pastDue: false, outcome: true },
  },
];
