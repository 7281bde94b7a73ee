import { describe, expect, it } from 'vitest';
import { Problem } from '../../../src/base/problem.ts';
import { read } from '../../../src/rating/version/read.ts';

const refusal = (text: string): Problem | undefined => {
  try {
    read(text);
    return undefined;
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
};

describe('a document in YAML', () => {
  const text = 'kind: ruleset\ncards:\n  - name: main\n    bins: [ { points: 1 },\n            { points: .nan } ]\nindicators:\n  late: { fact: bill }\n';

  it.each([
    ['kind', 1],
    ['cards', 2],
    ['cards[0].name', 3],
    ['cards[0].bins[1].points', 5],
    ['cards[0].bins[1].reason', 5],
    ['cards[7]', 2],
    ['indicators.late.fact', 7],
    ['golden', 1],
    ['', 1],
  ])('has %s on line %d', (path, line) => {
    expect(read(text).lineOf(path)).toBe(line);
  });

  it('reads JSON too', () => {
    expect(read('{ "a": [1, "x", null, true] }').document).toEqual({ a: [1, 'x', null, true] });
  });

  it('keeps days as text', () => {
    expect(read('a: 2026-01-01').document).toEqual({ a: '2026-01-01' });
  });

  it.each([
    ['a key twice', 'a: 1\nb: 2\na: 3\n', 'RATING_KEY_TWICE', 3],
    ['a key twice further in', 'a: 1\nb: [ { c: 1,\n c: 2 } ]\n', 'RATING_KEY_TWICE', 3],
    ['broken layout', 'a: [1, 2\nb: 3\n', 'RATING_DOCUMENT_FORM', 2],
    ['an alias', 'a: &x [1]\nb: *x\n', 'RATING_DOCUMENT_FORM', 1],
    ['an unknown tag', 'a: 1\nb: !js/function "x"\n', 'RATING_DOCUMENT_FORM', 2],
    ['two documents', 'a: 1\n---\nb: 2\n', 'RATING_DOCUMENT_FORM', 2],
  ])('refuses %s with the line', (_, spoiled, code, line) => {
    const problem = refusal(spoiled);
    expect(problem?.code).toBe(code);
    expect(problem?.params['line']).toBe(line);
  });

  it('refuses aliases that would multiply', () => {
    const levels = Array.from({ length: 9 }, (_, at) => `a${at + 1}: &a${at + 1} [${Array(9).fill(`*a${at}`).join(', ')}]`);
    expect(refusal(['a0: &a0 [x]', ...levels].join('\n'))?.code).toBe('RATING_DOCUMENT_FORM');
  });

  it('refuses more than a megabyte', () => {
    expect(refusal(`a: "${'x'.repeat(1024 * 1024)}"`)?.code).toBe('RATING_DOCUMENT_SIZE');
  });

  it('refuses endless nesting without failing itself', () => {
    expect(refusal('['.repeat(100_000))?.code).toBe('RATING_DOCUMENT_FORM');
  });
});
