import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { check } from '../../src/rating/check/check.ts';
import { read } from '../../src/rating/version/read.ts';

const { document } = read(readFileSync(new URL('../../src/demo/rulesets/power.yaml', import.meta.url), 'utf8'));

describe("the power company's rule", () => {
  test('passes the check with a golden case for every sentence of it', () => {
    const { ruleset, faults } = check(document, new Map());
    expect(faults.map(({ path, code, params }) => `${path} ${code} ${JSON.stringify(params)}`)).toEqual([]);
    const spoken = new Set(ruleset?.golden.flatMap(({ expect }) => expect.steps ?? []));
    const rules = [...(ruleset?.knockouts ?? []), ...(ruleset?.coldStart ?? []), ...(ruleset?.caps ?? [])].map(({ code }) => code);
    expect(rules.filter((code) => !spoken.has(code))).toEqual([]);
  });

  test('is refused once a sentence is broken', () => {
    const broken = { ...(document as { caps: object[] }) };
    broken.caps = broken.caps.slice(1);
    expect(check(broken, new Map()).faults.filter(({ severity }) => severity === 'error').length).toBeGreaterThan(0);
  });
});
