import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bandMask,
  districtMask,
  initialsMask,
  lastFourMask,
  type Mask,
  moneyBandMask,
  monthMask,
  scoreMask,
  shareMask,
  worn,
  yearMask,
} from '../../src/access/mask.ts';

const tables: [Mask, [value: unknown, shown: string][]][] = [
  [
    lastFourMask,
    [
      ['110101198003075678', '••••5678'],
      ['+8613912345678', '••••5678'],
      ['1234567', '••••'],
      ['ada@example.org', '••••'],
      ['', '••••'],
    ],
  ],
  [
    initialsMask,
    [
      ['Ada Lovelace', 'A. L.'],
      ['ada', 'A.'],
      ['Müller, Anna Maria Luise', 'M. A. M.'],
      ['Jean-Luc Picard', 'J. L. P.'],
      ['王小明', '王••'],
      ['欧阳 修', '欧••'],
      ['김철수', '김••'],
      ['  …', '••••'],
    ],
  ],
  [yearMask, [['1980-05-06', '1980']]],
  [
    monthMask,
    [
      ['2026-03-31', '2026-03'],
      ['2026-03', '2026-03'],
    ],
  ],
  [
    districtMask,
    [
      ['北京市朝阳区望京街道阜通东大街6号', '北京市朝阳区'],
      ['广东省深圳市南山区科技园南路1号', '广东省深圳市南山区'],
      ['内蒙古自治区呼和浩特市新城区海拉尔路', '内蒙古自治区呼和浩特市新城区'],
      ['台北市大安區信義路四段', '台北市大安區'],
      ['湖滨市文化路12号3室', '湖滨市'],
      ['北京市幸福小区5号楼', '北京市'],
      ['北京市望京新城三区5号楼', '北京市'],
      ['郑州市二七区大学路', '郑州市二七区'],
      ['文化路12号', '••••'],
      ['12 Lake Street, flat 5, Lakeside', 'Lakeside'],
      ['Lindenstr. 5, 10115 Berlin', 'Berlin'],
      ['221B Baker Street, London NW1 6XE', 'London'],
      ['1 Main St, Springfield, IL 62704', 'IL'],
      ['Berlin, Lindenstr. 5', '••••'],
      ['Lindenstr. 5', '••••'],
      ['', '••••'],
    ],
  ],
  [
    bandMask,
    [
      [0, '0'],
      ['0.00', '0'],
      [1, '1-2'],
      ['0.35', '0-1'],
      [4, '2-5'],
      [9, '5-10'],
      ['1999.99', '1,000-2,000'],
      ['2000', '2,000-5,000'],
      ['-2000.00', '-(2,000-5,000)'],
      [-0.5, '-(0-1)'],
      [Number.MAX_SAFE_INTEGER, '5,000,000,000,000,000-10,000,000,000,000,000'],
      ['1999.9999999999999999999999', '1,000-2,000'],
    ],
  ],
  [
    moneyBandMask,
    [
      [{ amountMinor: 150_000, currency: 'CNY', amount: '1500.00' }, '1,000-2,000 CNY'],
      [{ amountMinor: 0, currency: 'JPY', amount: '0' }, '0 JPY'],
      [{ amountMinor: -1, currency: 'EUR', amount: '-0.01' }, '-(0-1) EUR'],
    ],
  ],
  [
    scoreMask,
    [
      [560, '560-580'],
      [559.9, '540-560'],
      [0, '0-20'],
      [-3, '-(0-20)'],
      [1234.5, '1,220-1,240'],
    ],
  ],
  [
    shareMask,
    [
      [0, '0-0.25'],
      [0.5, '0.5-0.75'],
      [1, '0.75-1'],
    ],
  ],
];

describe.each(tables)('the mask $name', (mask, table) => {
  it.each(table)('shows %j as %j', (value, shown) => {
    expect(worn(mask, value)).toBe(shown);
  });

  it('shows nothing as nothing, and each of a list', () => {
    const [[value, shown]] = table as [[unknown, string]];
    expect([worn(mask, null), worn(mask, undefined), worn(mask, [value, null])]).toEqual([null, null, [shown, null]]);
  });
});

/** What each mask may tell of a value, written down a second time; values that agree in it must look the same. */
const classOf = (value: number): string => {
  const size = Math.abs(value);
  if (size === 0) return '0';
  const edges = [0, ...[0, 1, 2, 3, 4, 5, 6, 7, 8].flatMap((power) => [1, 2, 5].map((step) => step * 10 ** power))];
  return `${Math.sign(value)} ${edges.findLast((edge) => edge <= size)}`;
};

describe('a mask tells no more than its class', () => {
  const money = (minor: number, currency: string) => ({ amountMinor: minor, currency, amount: (minor / 100).toFixed(2) });
  const minor = fc.oneof(fc.integer({ min: -100_000_000, max: 100_000_000 }), fc.constantFrom(0, 1, 99, 100, 199, 200, 499, 500, -100));

  it('two amounts of one band and currency give one text, two of different bands do not', () => {
    fc.assert(
      fc.property(minor, minor, (one, other) => {
        const same = classOf(one / 100) === classOf(other / 100);
        expect(moneyBandMask.apply(money(one, 'EUR')) === moneyBandMask.apply(money(other, 'EUR'))).toBe(same);
        expect(bandMask.apply((one / 100).toFixed(2)) === bandMask.apply((other / 100).toFixed(2))).toBe(same);
      }),
    );
  });

  it('two scores of one step, two shares of one quarter, two days of one month or year give one text', () => {
    const day = fc.date({ min: new Date('1930-01-01'), max: new Date('2030-12-31'), noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10));
    fc.assert(
      fc.property(fc.double({ min: 0, max: 2_000, noNaN: true }), fc.double({ min: 0, max: 0.999, noNaN: true }), day, day, (score, share, one, other) => {
        expect(scoreMask.apply(score)).toBe(scoreMask.apply(Math.floor(score / 20) * 20));
        expect(shareMask.apply(share)).toBe(shareMask.apply(Math.floor(share * 4) / 4));
        expect(monthMask.apply(one) === monthMask.apply(other)).toBe(one.slice(0, 7) === other.slice(0, 7));
        expect(yearMask.apply(one) === yearMask.apply(other)).toBe(one.slice(0, 4) === other.slice(0, 4));
      }),
    );
  });

  it('what stands before the last four, behind an initial or below a district does not matter', () => {
    const digits = fc.stringMatching(/^\d{4,14}$/);
    const letters = fc.stringMatching(/^[a-z]{0,9}$/);
    fc.assert(
      fc.property(digits, digits, letters, letters, (one, other, first, second) => {
        expect(lastFourMask.apply(`${one}7788`)).toBe(lastFourMask.apply(`${other}7788`));
        expect(initialsMask.apply(`K${first} B${second}`)).toBe('K. B.');
        expect(initialsMask.apply(`王${first}`)).toBe('王••');
        expect(districtMask.apply(`北京市朝阳区${first}路${one}号`)).toBe('北京市朝阳区');
        expect(districtMask.apply(`${one} ${first} Street, ${other} Berlin`)).toBe('Berlin');
      }),
    );
  });
});
