import { type DocumentNode, type OperationDefinitionNode, parse } from 'graphql';
import { expect, it } from 'vitest';
import { limits } from '../../src/base/limits.ts';
import { Known } from '../../src/graphql/known.ts';
import type { Slot } from '../../src/graphql/slot.ts';

interface Made {
  readonly name: string;
  readonly size: number;
}

/** One slot, whose arguments are the variables and whose shape says which of `from` and `until` are given. */
const slot: Slot = {
  at: 0,
  args: (variables) => variables,
  bind: undefined,
  shape: ({ from, until }) => `${from !== undefined} ${until !== undefined}`,
  varies: true,
};

function asked() {
  const made: string[] = [];
  const known = new Known<Made>({ slots: () => [slot], size: ({ size }) => size });
  const ask = (document: DocumentNode, variables: Record<string, unknown>, { size = 1, fails = false } = {}) => {
    const name = JSON.stringify(variables);
    return known.of(document, document.definitions[0] as OperationDefinitionNode, variables, () => {
      made.push(name);
      return fails ? undefined : { name, size };
    });
  };
  return { made, ask };
}
const document = () => parse('query ($a: Boolean!) { x @skip(if: $a) y }');

it('makes an operation once for each choice of its directives and shape of its arguments', () => {
  const { made, ask } = asked();
  const one = document();
  for (let round = 0; round < 2; round += 1)
    for (const a of [true, false])
      for (const from of [undefined, 1, 2]) {
        const found = ask(one, { a, from });
        expect(found?.args).toEqual([{ a, from }]);
        expect(JSON.parse(found?.made.name as string)).toMatchObject({ a, ...(from !== undefined && { from: 1 }) });
      }
  expect(made).toHaveLength(4);
});

it('tries a choice that comes to nothing once', () => {
  const { made, ask } = asked();
  const one = document();
  for (let round = 0; round < 3; round += 1) expect(ask(one, { a: true }, { fails: true })).toBeUndefined();
  expect(made).toHaveLength(1);
  expect(ask(one, { a: false })).toBeDefined();
});

it('forgets what was used longest ago, of whatever document, where there is no room; nobody shuts others out', () => {
  const { made, ask } = asked();
  const [mine, other] = [document(), document()];
  const size = Math.ceil(limits.compiledBytes / 2 / 5);
  ask(mine, { a: true }, { size });
  for (const variables of [{ a: true }, { a: false }, { a: true, from: 1 }, { a: true, until: 1 }, { a: true, from: 1, until: 1 }]) {
    ask(other, variables, { size });
    ask(mine, { a: true }, { size });
  }
  expect(made).toHaveLength(6);
  // Of the other document the first way is gone.
  ask(other, { a: false }, { size });
  expect(made).toHaveLength(7);
});

it('makes what is too large for all room every time', () => {
  const { made, ask } = asked();
  const one = document();
  for (let round = 0; round < 3; round += 1) expect(ask(one, { a: true }, { size: limits.compiledBytes })).toBeDefined();
  expect(made).toHaveLength(3);
});
