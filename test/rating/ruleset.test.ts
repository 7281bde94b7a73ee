import { describe, expect, it } from 'vitest';
import { digest } from '../../src/base/digest.ts';
import { derivationOrder, parse, rulesetSchema } from '../../src/rating/ruleset.ts';
import { sound } from './document.ts';

describe('a ruleset document', () => {
  it('is read with its defaults', () => {
    const { ruleset } = parse(sound());
    expect(ruleset).toMatchObject({ subject: 'customer', scope: [], cards: [{ reversed: false }], indicators: { service: { window: 'all', where: [] } } });
  });

  it('has its indicators in one order however it was written', () => {
    const document = sound();
    const turned = { ...document, indicators: Object.fromEntries(Object.entries(document.indicators).toReversed()) };
    expect(Object.keys(parse(turned).ruleset?.indicators ?? {})).toEqual(Object.keys(parse(document).ruleset?.indicators ?? {}));
    expect(digest(turned)).toBe(digest(document));
  });

  it('is published as a JSON Schema that refuses unknown keys', () => {
    const schema = rulesetSchema();
    expect(schema).toMatchObject({
      type: 'object',
      additionalProperties: false,
      required: ['kind', 'name', 'title', 'dimension', 'indicators', 'cards', 'grades'],
    });
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
  });
});

describe('the order of derivation', () => {
  const measured = sound().indicators.paid;
  const common = { unit: 'x', better: 'lower', label: { en: 'x', zh: 'x' } } as const;

  it('puts parts first and leaves circles out', () => {
    const indicators = {
      a: { ratio: ['b', 'c'] as [string, string], ...common },
      b: { sum: ['c', 'd'] as [string, string], ...common },
      c: measured,
      d: measured,
      e: { product: ['f', 'c'] as [string, string], ...common },
      f: { difference: ['e', 'c'] as [string, string], ...common },
      g: { ratio: ['nothing', 'c'] as [string, string], ...common },
    };
    expect(derivationOrder(indicators)).toEqual(['c', 'd', 'b', 'a']);
  });
});
