import fc from 'fast-check';
import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import { digest } from '../../../src/base/digest.ts';
import type { Calibration } from '../../../src/rating/calibration/calibration.ts';
import { write } from '../../../src/rating/calibration/write.ts';
import { read } from '../../../src/rating/version/read.ts';
import { sound } from '../document.ts';

const calibration = (bad: number): Calibration => ({
  ...{ outcome: 'default', horizonMonths: 3, asOf: '2025-12-31', knownAt: '2026-11-22T10:00:00.000Z', method: 'jeffreys', customers: 10 },
  grades: { A: { customers: 10, bad, pd: (bad + 0.5) / 11, low: 0, high: 0.999999 } },
});
const text = `# The rules of the house.
name: sample   # our name
grades: [ { grade: A, from: 1 },   { grade: B } ]  # best first

# Why.
reasons:
  LATE: { en: Late,   zh: 迟 }
`;
const put = (source: string, bad = 0): string => write(source, read(source).document as object, calibration(bad));

it('stands behind the grades, and leaves all else as its author wrote it', () => {
  expect(put(text)).toBe(
    text.replace(
      '# best first\n',
      `# best first
calibration:
  outcome: default
  horizonMonths: 3
  asOf: 2025-12-31
  knownAt: 2026-11-22T10:00:00.000Z
  method: jeffreys
  customers: 10
  grades:
    A: { customers: 10, bad: 0, pd: ${0.5 / 11}, low: 0, high: 0.999999 }
`,
    ),
  );
});

it('takes the place of the one there was, wherever that stood, and nothing else', () => {
  const once = put(text, 1);
  const moved = `${text.trimEnd()}\n${once.slice(once.indexOf('calibration:'), once.indexOf('\n# Why.'))}# The end.\n`;
  for (const before of [once, moved])
    expect(read(put(before, 2)).document).toEqual(read(before.replace(/bad: 1, pd: [\d.]+/, `bad: 2, pd: ${2.5 / 11}`)).document);
  expect(put(once, 1)).toBe(once);
  expect(put(moved, 2)).toContain('# The end.\n');
});

it('is written into JSON as into YAML, in any layout', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fc.boolean(), fc.boolean(), (indent, isJson, isOld) => {
      const document = { ...sound(), ...(isOld ? { calibration: calibration(3) } : {}) };
      const source = isJson ? JSON.stringify(document, null, indent) : stringify(document, { indent: Math.max(2, indent) }).trimEnd();
      expect(digest(read(put(source, 1)).document)).toBe(digest({ ...document, calibration: calibration(1) }));
    }),
    { numRuns: 30 },
  );
});
