import { describe, expect, it } from 'vitest';
import { difference } from '../../../src/rating/diff/difference.ts';
import { rulesetOf } from '../card.ts';
import type { Loose } from '../document.ts';
import { both, type Edit, sentences, unweighted, whole } from './whole.ts';

describe('what changed in a rule is told', () => {
  it.each<[string, Edit, string[], string[]]>([
    ['of points', (d) => (d.cards[0].characteristics[3].bins[2].points = 10), ['late payment 1-29 days: 25 -> 10 points'], ['迟缴 1-29 天：25 -> 10 分']],
    ['of a cut-off', (d) => (d.grades[1].from = 72), ['cut-off of B: 70 -> 72'], ['等级 B 的起点分：70 -> 72']],
    [
      'of points of indicators with one label',
      (d) => {
        d.indicators.theft.label = both('late payment', '迟缴');
        d.cards[0].characteristics[3].bins[3].points = -11;
      },
      [
        'indicator theft: label (en) Months since theft -> late payment',
        'indicator theft: label (zh) 距窃电月数 -> 迟缴',
        'late payment (late) 30 days and above: -10 -> -11 points',
      ],
      ['指标 theft：标签（英文） Months since theft -> late payment', '指标 theft：标签（中文） 距窃电月数 -> 迟缴', '迟缴（late） 30 天及以上：-10 -> -11 分'],
    ],
    [
      'of whom it rates',
      (d) => (d.scope = []),
      ['ruleset: scope Billed at least 500 minor units -> none'],
      ['规则集：适用范围 Billed（中文）不低于 500（最小货币单位） -> 无'],
    ],
    [
      'of a knock-out',
      (d) => Object.assign(d.knockouts[0], { lasts: { months: 12, since: 'theft' }, grade: 'B' }),
      ['knock-out THEFT: lasts 24 months (Months since theft) -> 12 months (Months since theft)', 'knock-out THEFT: grade C -> B'],
      ['否决规则 THEFT：持续 24 个月（距窃电月数） -> 12 个月（距窃电月数）', '否决规则 THEFT：等级 C -> B'],
    ],
    [
      'of a knock-out that came, and their order',
      (d) => {
        d.knockouts.reverse();
        d.knockouts.push({ code: 'UNPAID', when: [{ indicator: 'cover', op: '<', value: 0.1 }], grade: 'C' });
      },
      ['ruleset: order of knock-outs THEFT, LATE -> LATE, THEFT', 'knock-out UNPAID: added (when Paid of billed below 0.1, grade C)'],
      ['规则集：否决规则次序 THEFT, LATE -> LATE, THEFT', '否决规则 UNPAID：新增（条件 Paid of billed（中文）低于 0.1，等级 C）'],
    ],
    [
      'of a cold start and caps',
      (d) => {
        d.coldStart[0].grade = 'C';
        d.caps[0].best = 'C';
        Object.assign(d.caps[1], { from: ['B', 'C'], notches: 2 });
      },
      ['cold start NEW: grade B -> C', 'cap UNPAID: best grade B -> C', 'cap SLOWLY: after grade C -> B, C', 'cap SLOWLY: notches up 1 -> 2'],
      ['冷启动规则 NEW：等级 B -> C', '上限规则 UNPAID：最好等级 B -> C', '上限规则 SLOWLY：上次等级 C -> B, C', '上限规则 SLOWLY：最多提升级数 1 -> 2'],
    ],
    [
      'of what people may change',
      (d) => {
        Object.assign(d.overrides, { notches: 3, alone: 0, months: 6 });
        d.overrides.causes.FLOOD = both('A flood', '洪水');
      },
      [
        'overrides: most notches 2 -> 3',
        'overrides: notches by one person 1 -> 0',
        'overrides: longest validity in months 12 -> 6',
        'overrides, cause FLOOD: added (text (en) A flood, text (zh) 洪水)',
      ],
      [
        '人工调整：最多级数 2 -> 3',
        '人工调整：一人可决定的级数 1 -> 0',
        '人工调整：最长月数 12 -> 6',
        '人工调整，原因代码 FLOOD：新增（文本（英文） A flood，文本（中文） 洪水）',
      ],
    ],
    [
      'that people may change nothing any more',
      (d) => delete d.overrides,
      ['overrides: removed (most notches 2, notches by one person 1, longest validity in months 12; cause DATA: text (en) Wrong data, text (zh) 数据错误)'],
      ['人工调整：删除（最多级数 2，一人可决定的级数 1，最长月数 12；原因代码 DATA：文本（英文） Wrong data，文本（中文） 数据错误）'],
    ],
    [
      'of the cycle',
      (d) => (d.cycle = { every: 'quarter', objectionDays: 10, notice: 'changed' }),
      [
        'cycle: every year -> quarter',
        'cycle: days to object 15 -> 10',
        'cycle: notice all -> changed',
        'cycle: preliminary after half year -> none',
        'cycle: first month 1 -> none',
        'cycle: valid months 15 -> none',
      ],
      [
        '发布周期：每 年 -> 季度',
        '发布周期：异议天数 15 -> 10',
        '发布周期：通知对象 全部 -> 等级变化者',
        '发布周期：初评于 半年 -> 无',
        '发布周期：起始月份 1 -> 无',
        '发布周期：有效月数 15 -> 无',
      ],
    ],
    [
      'of what may be changed for a better grade',
      (d) => Object.assign(d.actionable[0], { to: 60, cost: 3 }),
      ['actionable late payment: at most 30 -> 60', 'actionable late payment: cost of one unit 2 -> 3'],
      ['可改变的指标 迟缴：不高于 30 -> 60', '可改变的指标 迟缴：每单位成本 2 -> 3'],
    ],
    [
      'of what grades mean',
      (d) => {
        d.calibration.horizonMonths = 6;
        d.calibration.grades.A.pd = 0.06;
      },
      ['calibration: horizon in months 12 -> 6', 'probability of default of A: 0.05 -> 0.06'],
      ['校准：观察期月数 12 -> 6', '等级 A 的违约概率：0.05 -> 0.06'],
    ],
    [
      "of how others' grades are read",
      (d) => {
        d.external[0].words[1].grade = 'C';
        d.indicators.band.codes.A = 3;
      },
      ['indicator band: codes AA 1, A 2 -> AA 1, A 3', 'external scale Bureau long BB: grade B -> C'],
      ['指标 band：用语对应的数值 AA 1、A 2 -> AA 1、A 3', '外部评级标度 Bureau long BB：等级 B -> C'],
    ],
    [
      'of a policy',
      (d) => {
        d.policy.rows[0].when[1].value = 60;
        d.policy.rows[1].then.paymentMode = 'deposit';
      },
      [
        'policy, row good: when grade A or B and late payment below 30 -> grade A or B and late payment below 60',
        'policy, row rest: payment mode prepaid -> deposit',
      ],
      ['政策，行 good：条件 等级为 A 或 B 且 迟缴低于 30 -> 等级为 A 或 B 且 迟缴低于 60', '政策，行 rest：付款方式 预付费 -> 押金'],
    ],
    [
      'of a golden case',
      (d) => {
        d.golden[0].given = { last: 'C', override: { grade: 'B', cause: 'DATA' } };
        Object.assign(d.golden[0].expect, { by: 'score', provisional: true });
      },
      [
        'golden case never late: last issued grade B -> C',
        'golden case never late: override grade A -> B',
        'golden case never late: expected deciding step cap -> score',
        'golden case never late: expected provisional false -> true',
      ],
      [
        '校验样例 never late：上次发布等级 B -> C',
        '校验样例 never late：人工调整 等级 A -> B',
        '校验样例 never late：期望 决定步骤 cap -> score',
        '校验样例 never late：期望 临时 否 -> 是',
      ],
    ],
    [
      "in the reader's words, not the document's",
      (d) => {
        Object.assign(d.cards[0], { baseline: 'mean', reversed: true });
        Object.assign(d.indicators.late, { measure: 'on_time_share', better: 'higher', graceDays: 3, window: { months: 6 }, unit: 'share' });
      },
      [
        'indicator late: better lower -> higher',
        'indicator late: grace days none -> 3',
        'indicator late: measure days_past_due -> on_time_share',
        'indicator late: unit day -> share',
        'indicator late: window all -> 6 months',
        'card main: baseline max -> mean',
        'card main: reversed false -> true',
      ],
      [
        '指标 late：方向 越低越好 -> 越高越好',
        '指标 late：宽限天数 无 -> 3',
        '指标 late：度量 days_past_due -> on_time_share',
        '指标 late：单位 day -> share',
        '指标 late：窗口 全部 -> 6 个月',
        '评分卡 main：基准 最大值 -> 均值',
        '评分卡 main：反向 否 -> 是',
      ],
    ],
    [
      'of a unit without a Chinese word, apart from what follows',
      (d) => {
        Object.assign(d.indicators.billed, { unit: 'kWh' });
        d.cards[0].characteristics.push({ indicator: 'billed', bins: [{ from: 30, points: 6 }] });
      },
      ['indicator billed: unit minor -> kWh', 'characteristic Billed: added (30 kWh and above: 6 points)'],
      ['指标 billed：单位 minor -> kWh', '特征 Billed（中文）：新增（30 kWh 及以上：6 分）'],
    ],
  ])('%s', (_, edit, english, inChinese) => {
    expect([sentences(edit, unweighted, 'en'), sentences(edit, unweighted, 'zh')]).toEqual([english, inChinese]);
  });

  it('of scores and weights, where a card weighs', () => {
    const edit: Edit = (d) => {
      d.cards[0].characteristics[3].bins[2].points = 10;
      Object.assign(d.cards[0].weights.direct, { worst: 0.3, late: 0.2 });
    };
    expect(sentences(edit, whole, 'en')).toEqual([
      'card main: weight of Worst status 0.4 -> 0.3',
      'card main: weight of late payment 0.1 -> 0.2',
      'late payment 1-29 days: score 25 -> 10',
    ]);
    expect(sentences(edit, whole, 'zh').at(-1)).toBe('迟缴 1-29 天：分值 25 -> 10');
  });

  const rich = rulesetOf(whole);
  const leavesOf = (value: unknown, path: string[]): string[][] =>
    typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([key, each]) => leavesOf(each, [...path, key])) : [path];

  it.each(
    leavesOf(rich, [])
      .filter(([first, ...more]) => first !== 'kind' && !(more.at(-3) === 'bins' && more.at(-1) === 'missing'))
      .map((path) => [path.join('.'), path] as const),
  )('and no change of %s is missed', (_, path) => {
    const now: Loose = structuredClone(rich);
    const parent = path.slice(0, -1).reduce((held, key) => held[key], now);
    const last = path.at(-1) as string;
    const other: Readonly<Record<string, string>> = { op: '=', paymentMode: 'deposit', action: 'visit' };
    parent[last] =
      other[last] ?? (typeof parent[last] === 'number' ? parent[last] + 1 : typeof parent[last] === 'boolean' ? !parent[last] : `${parent[last]}x`);
    for (const language of ['en', 'zh'] as const) {
      const there = difference(rich, now, language);
      expect(there.length).toBeGreaterThan(0);
      expect(difference(now, rich, language)).toHaveLength(there.length);
      for (const { sentence } of there) expect([sentence.includes('undefined'), sentence.includes('[object')]).toEqual([false, false]);
    }
  });
});
