import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import type { Sql } from '../../src/db/client.ts';
import { absent, type Filter, type Line, type Sort, sorts } from '../../src/portfolio/line.ts';
import { countLines, pageLines, writeLines } from '../../src/portfolio/store.ts';
import { database } from '../database.ts';

let sql: Sql;
beforeAll(async () => {
  sql = await database();
});

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null, freq: 4 });
const lines: fc.Arbitrary<Line[]> = fc
  .array(
    fc.record({
      kind: fc.constantFrom('person', 'organisation'),
      nameKey: fc.constantFrom('anna', 'bo', '王伟', 'zoe'),
      gradeName: maybe(fc.constantFrom('A', 'B', 'C')),
      score: maybe(fc.integer({ min: 498, max: 503 })),
      arrearsMinor: maybe(fc.integer({ min: 0, max: 3 })),
      daysPastDue: maybe(fc.integer({ min: 0, max: 3 })),
    }),
    { maxLength: 40 },
  )
  .map((list) =>
    list.map((line, n) => ({
      ...line,
      grade: line.gradeName === null ? null : 'ABC'.indexOf(line.gradeName),
      customerId: `00000001-0000-0000-0000-${String(n).padStart(12, '0')}`,
    })),
  );
const filters: fc.Arbitrary<Filter> = fc.record({
  grades: maybe(fc.subarray(['A', 'B'])),
  kind: maybe(fc.constant('person')),
  scoreAtLeast: maybe(fc.constant(500)),
  scoreBelow: maybe(fc.constant(502)),
  arrearsMinorAtLeast: maybe(fc.constant(1)),
  daysPastDueAtLeast: maybe(fc.constant(2)),
});

const meets = (line: Line, filter: Filter): boolean =>
  (!filter.grades || filter.grades.includes(line.gradeName as string)) &&
  (!filter.kind || filter.kind === line.kind) &&
  (filter.scoreAtLeast == null || (line.score !== null && line.score >= filter.scoreAtLeast)) &&
  (filter.scoreBelow == null || (line.score !== null && line.score < filter.scoreBelow)) &&
  (filter.arrearsMinorAtLeast == null || (line.arrearsMinor ?? -1) >= filter.arrearsMinorAtLeast) &&
  (filter.daysPastDueAtLeast == null || (line.daysPastDue ?? -1) >= filter.daysPastDueAtLeast);

const values: Record<string, (line: Line) => string | number> = {
  score: (line) => line.score ?? absent.score,
  grade: (line) => line.grade ?? absent.grade,
  arrears_minor: (line) => line.arrearsMinor ?? absent.arrearsMinor,
  days_past_due: (line) => line.daysPastDue ?? absent.daysPastDue,
  name_key: (line) => line.nameKey,
};

test('pages put together are everybody the filter leaves, each once, in order, for every sort and page size', async () => {
  await fc.assert(
    fc.asyncProperty(lines, filters, fc.constantFrom(...(Object.keys(sorts) as Sort[])), fc.integer({ min: 1, max: 7 }), async (all, filter, sort, size) => {
      await sql`truncate assay.line`;
      await sql.begin((tx) => writeLines(tx, 'credit', '2026-10-01', 'd', all));
      const { column, descending } = sorts[sort];
      const seen: string[] = [];
      let after: { sort: string; values: (string | number)[]; key: string } | undefined;
      for (;;) {
        const rows = await pageLines(sql, { dimension: 'credit', filter, sort, name: sort, first: size, after }, size);
        seen.push(...rows.map((row) => row.customerId));
        const last = rows.at(-1);
        if (rows.length < size || !last) break;
        after = { sort, values: [last.place], key: last.customerId };
      }
      const value = (line: Line) => (values[column] as (line: Line) => string | number)(line);
      const bytes = (text: string | number) => (typeof text === 'string' ? Buffer.from(text).toString('hex') : text);
      const none = { score: absent.score, grade: absent.grade, arrears_minor: absent.arrearsMinor, days_past_due: absent.daysPastDue, name_key: '' }[column] as
        | string
        | number;
      const smaller = (a: Line, b: Line) =>
        bytes(value(a)) < bytes(value(b)) ? -1 : bytes(value(a)) > bytes(value(b)) ? 1 : a.customerId < b.customerId ? -1 : 1;
      const order = (a: Line, b: Line) => Number(value(a) === none) - Number(value(b) === none) || (descending ? -smaller(a, b) : smaller(a, b));
      const expected = all.filter((line) => meets(line, filter)).sort(order);
      expect(seen).toEqual(expected.map((line) => line.customerId));
      expect(await countLines(sql, 'credit', filter)).toBe(expected.length);
    }),
    { numRuns: 100 },
  );
});
