import fc from 'fast-check';
import { Kind } from 'graphql';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../src/base/time.ts';
import { BigIntScalar, DateScalar, DateTimeScalar, DecimalScalar, MonthScalar } from '../../src/graphql/scalars.ts';

describe('scalars', () => {
  const good: [string, { parseValue(value: unknown): unknown }, unknown, unknown][] = [
    ['Date', DateScalar, '2024-02-29', '2024-02-29'],
    ['Month', MonthScalar, '2005-09', '2005-09-01'],
    ['DateTime', DateTimeScalar, '2026-11-22T10:00:00.5Z', '2026-11-22T10:00:00.500Z'],
    ['DateTime', DateTimeScalar, '2026-11-22T10:00:00Z', '2026-11-22T10:00:00.000Z'],
    ['Decimal', DecimalScalar, '-12.340', '-12.340'],
    ['BigInt', BigIntScalar, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  ];
  it.each(good)('%s takes what it is', (_, scalar, given, expected) => expect(scalar.parseValue(given)).toBe(expected));

  const bad: [string, { parseValue(value: unknown): unknown }, unknown][] = [
    ['Date', DateScalar, '2026-02-30'],
    ['Date', DateScalar, '2026-2-3'],
    ['Date', DateScalar, 20260203],
    ['Month', MonthScalar, '2026-13'],
    ['Month', MonthScalar, '2026-01-01'],
    ['DateTime', DateTimeScalar, '2026-11-22T25:00:00Z'],
    ['DateTime', DateTimeScalar, '2026-11-22T10:00:00+01:00'],
    ['DateTime', DateTimeScalar, '2026-02-30T10:00:00Z'],
    ['Decimal', DecimalScalar, 12.3],
    ['Decimal', DecimalScalar, '1e5'],
    ['Decimal', DecimalScalar, 'NaN'],
    ['BigInt', BigIntScalar, 2 ** 53],
    ['BigInt', BigIntScalar, 1.5],
    ['BigInt', BigIntScalar, '1'],
  ];
  it.each(bad)('%s refuses %#', (name, scalar, given) => expect(() => scalar.parseValue(given)).toThrow(name));

  it('BigInt takes a literal, and no string for one', () => {
    expect(BigIntScalar.parseLiteral({ kind: Kind.INT, value: '12' }, {})).toBe(12);
    expect(() => BigIntScalar.parseLiteral({ kind: Kind.STRING, value: '12' }, {})).toThrow('BigInt');
    expect(() => BigIntScalar.parseLiteral({ kind: Kind.INT, value: '9007199254740993' }, {})).toThrow('2^53');
  });

  it('say what they took, for every day and month', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40_000 }), (days) => {
        const day = addDays('1970-01-01', days);
        expect(DateScalar.serialize(DateScalar.parseValue(day))).toBe(day);
        expect(MonthScalar.serialize(MonthScalar.parseValue(day.slice(0, 7)))).toBe(day.slice(0, 7));
      }),
    );
  });
});
