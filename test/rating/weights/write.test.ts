import { describe, expect, it } from 'vitest';
import { read } from '../../../src/rating/version/read.ts';
import { write } from '../../../src/rating/weights/write.ts';
import type { Loose } from '../document.ts';

/** What is written when this is changed in the document that the text means. */
function written(text: string, change: (document: Loose) => void): string {
  const document = structuredClone(read(text).document);
  change(document);
  return write(text, document);
}

const text = `# a ruleset
kind: ruleset   # what it is
cards:
  - name: main  # the only one
    # who judged: li
    weights:
      # in pairs
      ahp:
        compare: [a, "b"]   # two
        matrix: [[1, 3], [1]]   # a counts most
      # until here

    # scored
    characteristics: [ {indicator: a} ]
`;

describe('weights are written into a file', () => {
  it('with every comment and line of its author', () => {
    const out = written(text, ({ cards: [card] }) => {
      card.weights.result = { a: 0.75, b: 0.25 };
      card.weights.found = {
        randomIndex: [0, 0, 0.58],
        matrices: [{ weights: { a: 0.75, b: 0.25 }, lambda: 2, ci: 0, cr: 0, experts: { li: { lambda: 2, ci: 0, cr: 0 } } }],
      };
    });
    const added = `      result: { a: 0.75, b: 0.25 }
      found:
        randomIndex: [ 0, 0, 0.58 ]
        matrices:
          - weights: { a: 0.75, b: 0.25 }
            lambda: 2
            ci: 0
            cr: 0
            experts:
              li: { lambda: 2, ci: 0, cr: 0 }
`;
    expect(out).toBe(text.replace('      # until here', `${added}      # until here`));
    expect(written(out, () => {})).toBe(out);
  });

  it('in place of those that stood there, and the day that was measured', () => {
    const old = `cards:
  - weights:
      entropy:
        asOf: 2026-01-01   # new year
      result:
        a: 1   # all
      found: {}   # nothing
      mix: []
  - name: last
    weights:
      mix: [ { share: 1, weights: { entropy: { asOf: 2026-01-01 } } } ]
      result: { a: 1 }`;
    const out = written(old, ({ cards: [first, last] }) => {
      first.weights.entropy.asOf = '2026-02-01';
      first.weights.result = { b: 1 };
      delete first.weights.found;
      last.weights.mix[0].weights.entropy.asOf = '2026-02-01';
    });
    expect(out).toBe(`cards:
  - weights:
      entropy:
        asOf: 2026-02-01   # new year
      mix: []
      result: { b: 1 }
  - name: last
    weights:
      mix: [ { share: 1, weights: { entropy: { asOf: 2026-02-01 } } } ]
      result: { a: 1 }
`);
  });

  it.each<[string, string, string]>([
    [
      'between braces',
      'cards: [ { name: x, weights: { direct: { a: 1 } } } ]  # short\n',
      'cards: [ { name: x, weights: { direct: { a: 1 }, result: { a: 1 } } } ]  # short\n',
    ],
    ['of JSON', '{"cards":[{"weights":{"direct":{"a":1}}}]}', `${JSON.stringify({ cards: [{ weights: { direct: { a: 1 }, result: { a: 1 } } }] }, null, 2)}\n`],
  ])('%s', (_, old, now) => {
    expect(written(old, ({ cards: [card] }) => (card.weights.result = { a: 1 }))).toBe(now);
  });

  it('where two parts of a mix were measured at once, for each of them', () => {
    const entropy = { asOf: '2026-01-01', indicators: { a: { count: 2 } } };
    const out = written(
      'cards:\n  - weights:\n      mix: []\n',
      ({ cards: [card] }) => (card.weights.found = { parts: [{ found: { entropy } }, { found: { entropy } }] }),
    );
    expect((read(out).document as Loose).cards[0].weights.found.parts).toEqual([{ found: { entropy } }, { found: { entropy } }]);
  });

  it('or not at all, when the text would mean another document', () => {
    expect(() => write(text, { ...(read(text).document as Loose), kind: 'other' })).toThrow('could not be written');
  });
});
