import { describe, expect, it } from 'vitest';
import type { Language } from '../../src/base/text.ts';
import { difference } from '../../src/rating/diff/difference.ts';
import { rulesetOf } from './card.ts';
import type { Loose } from './document.ts';

type Edit = (document: Loose) => void;

const sentences = (edit: Edit, { before = () => {}, language = 'en' }: { before?: Edit; language?: Language } = {}): string[] =>
  difference(
    rulesetOf(before),
    rulesetOf((d) => {
      before(d);
      edit(d);
    }),
    language,
  ).map(({ sentence }) => sentence);

const worst = (d: Loose) => d.cards[0].characteristics[0];
const scaled: Edit = (d) => {
  worst(d).bins = [{ missing: true, points: 0 }];
  worst(d).scale = {
    knots: [
      { at: 0, points: 45 },
      { at: 3, points: -40 },
    ],
  };
};
const split: Edit = (d) => {
  d.cards[0].population = [{ indicator: 'worst', missing: false }];
  d.cards.push({
    name: 'new',
    population: [{ indicator: 'worst', missing: true }],
    characteristics: [{ indicator: 'cover', bins: [{ missing: true, points: 1 }] }],
  });
};

describe('the difference of two rulesets', () => {
  it.each<[string, Edit, string[], { before?: Edit; language?: Language }?]>([
    ['nothing', () => {}, []],
    [
      'a default written out',
      (d) => {
        worst(d).bins[0].points = 0;
        d.cards[0].reversed = false;
        d.indicators.service.window = 'all';
      },
      [],
    ],
    ['points', (d) => (worst(d).bins[3].points = 5), ['Worst status 1 month: 10 -> 5 points']],
    ['points of the missing', (d) => (worst(d).bins[0].points = -1.5), ['Worst status missing: 0 -> -1.5 points']],
    ['points of a special code', (d) => (worst(d).bins[1].points = 0), ['Worst status special -2: 20 -> 0 points']],
    ['a bin that gets a reason', (d) => (worst(d).bins[4].reason = 'LATE_ONCE'), ['Worst status 2 months and above: reason none -> LATE_ONCE']],
    ['a bin that loses its reason', (d) => delete worst(d).bins[3].reason, ['Worst status 1 month: reason LATE_ONCE -> none']],
    ["a characteristic's reason", (d) => (worst(d).reason = 'UNPAID'), ['Worst status: reason LATE -> UNPAID']],
    [
      'another range',
      (d) => {
        worst(d).bins[3].to = 3;
        worst(d).bins[4].from = 3;
      },
      [
        'Worst status 1 month: removed (10 points, reason LATE_ONCE)',
        'Worst status 2 months and above: removed (-40 points)',
        'Worst status 1-2 months: added (10 points, reason LATE_ONCE)',
        'Worst status 3 months and above: added (-40 points)',
      ],
    ],
    ['words in another order', (d) => d.cards[0].characteristics[1].bins[1].in.reverse(), []],
    [
      'a word more',
      (d) => (d.cards[0].characteristics[1].bins[1].in = ['gas', 'water']),
      ['Service electricity, water, gas: removed (5 points)', 'Service gas, water: added (5 points)'],
    ],
    [
      'bins in another order',
      (d) => worst(d).bins.unshift(worst(d).bins.pop()),
      [
        'Worst status: order of bins missing, special -2, below 1 month, 1 month, 2 months and above -> 2 months and above, missing, special -2, below 1 month, 1 month',
      ],
    ],
    [
      'a characteristic removed',
      (d) => d.cards[0].characteristics.splice(1, 1),
      [
        'characteristic Service: removed (reason SERVICE; missing: 0 points; electricity, water, gas: 5 points; mobile, broadband, deposit, card, loan, insurance, freight: 0 points)',
      ],
    ],
    [
      'a characteristic added',
      (d) => d.cards[0].characteristics.push({ indicator: 'paid', reason: 'UNPAID', bins: [{ missing: true, points: 0 }] }),
      ['characteristic Paid: added (reason UNPAID; missing: 0 points)'],
    ],
    [
      'characteristics in another order',
      (d) => d.cards[0].characteristics.reverse(),
      ['card main: order of characteristics Worst status, Service, Paid of billed -> Paid of billed, Service, Worst status'],
    ],
    [
      'a characteristic moved and changed',
      (d) => {
        d.cards[0].characteristics.reverse();
        d.cards[0].characteristics[2].bins[2].points = 44;
      },
      [
        'card main: order of characteristics Worst status, Service, Paid of billed -> Paid of billed, Service, Worst status',
        'Worst status below 1 month: 45 -> 44 points',
      ],
    ],
    [
      "a card's numbers and methods",
      (d) => Object.assign(d.cards[0], { initial: 90, decimals: 1, baseline: 'mean', reversed: true }),
      ['card main: initial 100 -> 90', 'card main: decimals 0 -> 1', 'card main: baseline max -> mean', 'card main: reversed false -> true'],
    ],
    [
      'bins that became a scale',
      scaled,
      [
        'Worst status special -2: removed (20 points)',
        'Worst status below 1 month: removed (45 points)',
        'Worst status 1 month: removed (10 points, reason LATE_ONCE)',
        'Worst status 2 months and above: removed (-40 points)',
        'Worst status, scale: added (at 0 months: 45 points; at 3 months: -40 points)',
      ],
    ],
    ["a knot's points", (d) => (worst(d).scale.knots[1].points = -50), ['Worst status at 3 months: -40 -> -50 points'], { before: scaled }],
    ['a knot more', (d) => worst(d).scale.knots.splice(1, 0, { at: 1.5, points: 10 }), ['Worst status at 1.5 months: added (10 points)'], { before: scaled }],
    [
      'a second card',
      split,
      [
        'card main: population none -> Worst status is not missing',
        'card new: added (population Worst status is missing, initial 0, decimals 0, baseline max, reversed false; characteristic Paid of billed: missing: 1 point)',
      ],
    ],
    [
      'whom a card is for',
      (d) =>
        (d.cards[1].population = [
          { indicator: 'worst', op: '<', value: 3 },
          { indicator: 'service', op: 'in', value: ['gas', 'water'] },
        ]),
      ['card new: population Worst status is missing -> Worst status below 3 and Service is one of gas, water'],
      { before: split },
    ],
    ['cards in another order', (d) => d.cards.reverse(), ['ruleset: order of cards main, new -> new, main'], { before: split }],
    ['a cut-off', (d) => (d.grades[0].from = 160), ['cut-off of A: 150 -> 160']],
    ['a grade more', (d) => d.grades.splice(2, 0, { grade: 'B-', from: 80 }), ['grade B-: added (cut-off 80)']],
    ['grades renamed', (d) => (d.grades[2].grade = 'D'), ['grade C: removed (cut-off none)', 'grade D: added (cut-off none)']],
    [
      'an indicator measured otherwise',
      (d) =>
        Object.assign(d.indicators.worst, {
          window: { months: 12 },
          measure: 'mean',
          where: [{ column: 'account.service', op: '=', value: 'water' }],
          special: [-2, -9],
        }),
      [
        'indicator worst: measure max -> mean',
        'indicator worst: special -2 -> -2, -9',
        'indicator worst: where none -> account.service = water',
        'indicator worst: window 6 months -> 12 months',
      ],
    ],
    ['a derived indicator of other parts', (d) => (d.indicators.cover.ratio = ['billed', 'paid']), ['indicator cover: ratio paid, billed -> billed, paid']],
    [
      'an indicator added',
      (d) => (d.indicators.bills = { fact: 'bill', measure: 'count', unit: 'bill', better: 'neither', label: { en: 'Bills', zh: '账单数' } }),
      ['indicator bills: added (better neither, fact bill, measure count, unit bill, where none, window all, label (en) Bills, label (zh) 账单数)'],
    ],
    [
      'texts',
      (d) => {
        d.title.en = 'Simple';
        d.indicators.worst.label.zh = '最差';
        d.reasons.LATE.en = 'Too late';
      },
      ['ruleset: title (en) Sample -> Simple', 'indicator worst: label (zh) Worst status（中文） -> 最差', 'reason LATE: text (en) Late -> Too late'],
    ],
    ['the frame', (d) => Object.assign(d, { name: 'other', dimension: 'churn' }), ['ruleset: name sample -> other', 'ruleset: dimension credit -> churn']],
    ['a reason less', (d) => delete d.reasons.SERVICE, ['reason SERVICE: removed (text (en) Service, text (zh) Service（中文）)']],
    [
      'a golden case',
      (d) => {
        Object.assign(d.golden[0].values, { worst: 1, service: null });
        delete d.golden[0].values.paid;
        Object.assign(d.golden[0].expect, { score: 130, reasons: ['LATE_ONCE'], card: 'main' });
      },
      [
        'golden case never late: value service water -> missing',
        'golden case never late: value worst 0 -> 1',
        'golden case never late: expected card none -> main',
        'golden case never late: expected reasons none -> LATE_ONCE',
        'golden case never late: expected score 165 -> 130',
        'golden case never late: value paid 100 -> none',
      ],
    ],
    [
      'a golden case removed',
      (d) => (d.golden = []),
      [
        'golden case never late: removed (value billed 100, value paid 100, value service water, value worst 0, expected grade A, expected reasons none, expected score 165)',
      ],
    ],
    ['a number that became a word', (d) => (d.golden[0].values.worst = '0'), ['golden case never late: value worst 0 -> "0"']],
    ['points, in Chinese', (d) => (worst(d).bins[3].points = 5), ['Worst status（中文） 1 个月：10 -> 5 分'], { language: 'zh' }],
    [
      'things that come and go, in Chinese',
      (d) => {
        worst(d).bins[4].from = 3;
        d.title.zh = '样例';
      },
      ['规则集：标题（中文） Sample（中文） -> 样例', 'Worst status（中文） 2 个月及以上：删除（-40 分）', 'Worst status（中文） 3 个月及以上：新增（-40 分）'],
      { language: 'zh' },
    ],
  ])('tells of %s', (_, edit, told, options) => {
    expect(sentences(edit, options)).toEqual(told);
  });

  it('is the same as data, with the path in the new document', () => {
    const now = rulesetOf((d) => {
      worst(d).bins.splice(1, 1);
      worst(d).bins[2].points = 5;
    });
    expect(difference(rulesetOf(), now, 'en')).toMatchObject([
      {
        path: 'cards[0].characteristics[0].bins[1]',
        what: 'Worst status special -2',
        old: { special: -2, points: 20 },
        new: null,
      },
      { path: 'cards[0].characteristics[0].bins[2].points', what: 'Worst status 1 month', old: 10, new: 5 },
    ]);
  });

  it('of a ruleset turned back is told the other way round', () => {
    const now = rulesetOf((d) => (worst(d).bins[3].points = 5));
    expect(difference(now, rulesetOf(), 'en')[0]).toMatchObject({ old: 5, new: 10 });
  });

  const rich = rulesetOf((d) => {
    split(d);
    scaled(d);
    Object.assign(worst(d), { baseline: 3 });
    Object.assign(worst(d).scale.knots[1], { neutral: true });
    Object.assign(worst(d).bins[0], { neutral: true, reason: 'LATE' });
    Object.assign(d.indicators.billed, { description: { en: 'All', zh: '全部' }, where: [{ column: 'cause', op: 'in', value: ['regular', 'estimated'] }] });
    Object.assign(d.golden[0].expect, { card: 'main', reasons: ['LATE'], invalid: 'worst' });
  });

  /** Paths of every value in a document. */
  const leavesOf = (value: unknown, path: string[]): string[][] =>
    typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([key, each]) => leavesOf(each, [...path, key])) : [path];

  it.each(
    leavesOf(rich, [])
      .filter((path) => path[0] !== 'kind' && !(path.at(-3) === 'bins' && path.at(-1) === 'missing'))
      .map((path) => [path.join('.'), path] as const),
  )('misses no change of %s', (_, path) => {
    const now: Loose = structuredClone(rich);
    const parent = path.slice(0, -1).reduce((held, key) => held[key], now);
    const last = path.at(-1) as string;
    parent[last] = typeof parent[last] === 'number' ? parent[last] + 1 : typeof parent[last] === 'boolean' ? !parent[last] : `${parent[last]}x`;
    const there = difference(rich, now, 'en');
    expect(there.length).toBeGreaterThan(0);
    expect(difference(now, rich, 'en')).toHaveLength(there.length);
    for (const { old, new: fresh, sentence } of there)
      expect([JSON.stringify(old) === JSON.stringify(fresh), sentence.includes('undefined')]).toEqual([false, false]);
  });
});
