import { describe, expect, test } from 'vitest';
import { type At, bucketOf, historyOf, type Scheme, worst } from '../../src/rating/behaviour/bucket.ts';

const late = (daysPastDue: number, billsOwed = 0): At & object => ({ daysPastDue, billsOwed });

describe('buckets', () => {
  test.each<[Scheme, Record<number, [number, number]>]>([
    ['assay', { 0: [0, 0], 1: [1, 29], 2: [30, 59], 3: [60, 89], 4: [90, 119], 5: [120, 149], 6: [150, 179], 7: [180, 9999] }],
    ['metro2', { 0: [0, 29], 1: [30, 59], 2: [60, 89], 3: [90, 119], 4: [120, 149], 5: [150, 179], 6: [180, 9999] }],
    ['pboc', { 0: [0, 0], 1: [1, 30], 2: [31, 60], 3: [61, 90], 4: [91, 120], 5: [121, 150], 6: [151, 180], 7: [181, 9999] }],
  ])('%s cuts days as its scheme says', (scheme, bounds) => {
    for (const [bucket, days] of Object.entries(bounds)) expect(days.map((day) => bucketOf(scheme, late(day)))).toEqual([Number(bucket), Number(bucket)]);
  });

  test('billing months are the bills owed', () => {
    expect(bucketOf('billing_months', late(45, 2))).toBe(2);
  });

  test.each<[Scheme, At[], string]>([
    ['assay', ['unopened', 'unopened', late(0), late(0), late(1), late(40), late(0), 'unknown', late(0)], 'assay:..00120-0'],
    ['pboc', ['unopened', 'unknown', late(0), late(31), late(200)], 'pboc:.-N27'],
    ['metro2', [late(29), late(30)], 'metro2:01'],
    ['billing_months', [late(300, 12), late(0, 0)], 'billing_months:90'],
    ['assay', [], 'assay:'],
  ])('a history of %s is written %#', (scheme, months, text) => {
    expect(historyOf(scheme, months)).toBe(text);
  });

  test('a customer is as late as the worst account, and opened with the first', () => {
    expect(worst([late(3, 4), late(40, 1), 'unknown'])).toEqual(late(40, 4));
    expect(worst(['unopened', late(0)])).toEqual(late(0));
    expect(worst(['unopened', 'unopened'])).toBe('unopened');
    expect(worst(['unopened', 'unknown'])).toBe('unknown');
    expect(worst([])).toBe('unknown');
  });
});
