import { describe, expect, it } from 'vitest';
import { listing, table } from '../../src/rating/listing.ts';
import { parse, type Ruleset } from '../../src/rating/ruleset.ts';
import { rulesetOf } from './card.ts';
import { sound } from './document.ts';

describe('a ruleset for people', () => {
  const lines = listing(parse(sound()).ruleset as Ruleset, 'sha256:0');

  it.each([
    ['sample: Sample / Sample（中文）'],
    ['sha256:0'],
    ['worst: Worst status / Worst status（中文） (month)'],
    ['  max of code over account_status in 6 months'],
    ['  ratio of paid and billed'],
    ['  1 to below 2      10  LATE_ONCE'],
    ['  special -2        20  LATE'],
    ['C      rest'],
    ['golden cases: never late'],
  ])('has the line %s', (line) => {
    expect(lines).toContain(line);
  });

  it('shows what the grades mean, how the words of others are read, and what people may change', () => {
    const text = { en: 'Known', zh: '已知' };
    const seen = { customers: 99, bad: 3, pd: 0.035, low: 0.01, high: 0.078 };
    const document = {
      ...sound(),
      calibration: { outcome: 'default', horizonMonths: 12, asOf: '2025-12-31', customers: 99, grades: { A: seen } },
      external: [{ agency: 'bureau', scale: 'letters', words: [{ word: 'AAA', grade: 'A' }] }],
      overrides: { causes: { KNOWN: text }, notches: 2, alone: 1, months: 6 },
    };
    document.indicators.service.codes = { water: 1 };
    const shown = listing(parse(document).ruleset as Ruleset, 'sha256:0').join('\n');
    expect(shown).toContain(
      [
        'grade  from  default in 12 months      from        to  customers',
        'A       150              3.5000 %  1.0000 %  7.8000 %         99',
        'B       100',
        'C      rest',
        '',
        'agency  scale    word  grade',
        'bureau  letters  AAA   A',
        '',
        'overrides: at most 2 notches, one person alone up to 1, for 6 months at most',
        'cause  en     zh',
        'KNOWN  Known  已知',
      ].join('\n'),
    );
    expect(shown).toContain('  latest of service as water 1 over account ever');
  });

  it('shows whom each card is for, its scales, and every window', () => {
    const document = sound();
    document.indicators.worst.window = 'last_year';
    document.indicators.paid.window = { days: 90 };
    const [card] = document.cards;
    card.population = [
      { indicator: 'worst', missing: false },
      { indicator: 'service', op: 'in', value: ['gas', 'water'] },
    ];
    card.characteristics[0].bins.length = 2;
    card.characteristics[0].scale = {
      knots: [
        { at: 0, points: 45 },
        { at: 2.5, points: -40 },
      ],
    };
    card.characteristics.push({ indicator: 'paid', bins: [{ missing: true, points: 0 }] });
    document.cards.push({ name: 'other', population: [{ indicator: 'worst', missing: true }], characteristics: [card.characteristics[2]] });
    const shown = listing(parse(document).ruleset as Ruleset, 'sha256:0').join('\n');
    expect(shown).toContain(
      [
        '  for worst not missing and service in (gas, water)',
        '',
        'worst: Worst status / Worst status（中文） (month)',
        '  max of code over account_status in the last year',
      ].join('\n'),
    );
    expect(shown).toContain(
      [
        '  bin           points  reason',
        '  missing            0  LATE',
        '  special -2        20  LATE',
        '  scale at 0        45  LATE',
        '  scale at 2.5     -40  LATE',
      ].join('\n'),
    );
    expect(shown).toContain('over payment in 90 days');
    expect(shown).toContain('card other: initial 0, 0 decimals, reasons against max\n  for worst missing\n');
  });

  it('tells whom it rates, and what decides beside the cards', () => {
    const ruled = rulesetOf((d) => {
      d.scope = [{ indicator: 'billed', op: '>', value: 0 }];
      d.knockouts = [{ code: 'LATE', when: [{ indicator: 'worst', op: '>=', value: 3 }], grade: 'C' }];
      d.caps = [{ code: 'UNPAID', from: ['C'], notches: 1 }];
    });
    const told = listing(ruled, 'sha256:x');
    expect(told).toContain('rates those with Billed above 0 minor units');
    expect(told.join('\n')).toContain('knock-out LATE: when Worst status at least 3, grade C\ncap UNPAID: after grade C, notches up 1\n');
  });

  it('keeps columns straight beside Chinese', () => {
    expect(
      table([
        ['a', 'b'],
        ['中文', 'x'],
        ['abcd', 'y'],
      ]),
    ).toEqual(['a     b', '中文  x', 'abcd  y']);
  });
});
