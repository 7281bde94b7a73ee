import { describe, expect, it } from 'vitest';
import { listing, table } from '../../src/rating/listing.ts';
import { parse, type Ruleset } from '../../src/rating/ruleset.ts';
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
