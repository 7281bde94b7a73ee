import fc from 'fast-check';
import type { GraphQLSchema } from 'graphql';
import { beforeAll, expect, it } from 'vitest';
import { project } from '../../src/access/projection.ts';
import { type Grants, roleGrants } from '../../src/access/role.ts';
import type { Language } from '../../src/base/text.ts';
import { schema } from '../../src/server/schema.ts';
import { database } from '../database.ts';
import { seed } from '../seed.ts';
import { type Drawn, drawOperation } from './draw.ts';
import { fill, keys, knownIn, now } from './fastworld.ts';
import { grantsDrawn } from './grants.ts';
import { tapes } from './tape.ts';
import type { Known } from './value.ts';
import { expectSame, type Ways, waysOf } from './ways.ts';

const numRuns = Number(process.env['FAST_RUNS'] ?? 250);
/** A failure is told by then, however far it was simplified; who asks for more runs waits for them. */
const milliseconds = process.env['FAST_RUNS'] ? 600_000 : 20_000;

let ways: Ways;
let known: Known;
beforeAll(async () => {
  const sql = await database();
  await fill(sql, seed);
  ways = waysOf(sql, { keys, now: () => now, today: () => now.slice(0, 10) });
  known = await knownIn(sql, ways);
}, 60_000);

interface Seen {
  readonly grants: Grants;
  readonly schema: GraphQLSchema;
}
const all: Grants = { open: 'clear', ...roleGrants.admin };
const seen: Seen[] = [all, ...grantsDrawn(seed, 30)].map((grants) => ({ grants, schema: project(schema(), grants) }));

/** What is drawn over the whole schema names what is not granted: refused, and by both in the same words. */
const cases = tapes(300).map((tape) => {
  const { grants, schema: projected } = tape.chance(50) ? tape.pick(seen) : (seen[0] as Seen);
  return { grants, language: tape.pick<Language>(['en', 'zh']), ...drawOperation(tape, tape.chance(10) ? schema() : projected, known) };
});

const count = { valid: 0, compiled: 0 };

async function agree({ grants, language, ...asked }: Drawn & { grants: Grants; language: Language }): Promise<void> {
  ways.logged.length = 0;
  const plain = await ways.plain(grants, asked, language);
  for (const time of ['first', 'second']) {
    const fast = await ways.fast(grants, asked, language);
    expect([...ways.logged]).toEqual([]);
    expectSame(fast, plain);
    if (fast.compiled) expect(fast.statements).toHaveLength(1);
    if (time === 'first' && plain.body.startsWith('{"data":{') && !plain.body.includes('"errors":')) {
      count.valid += 1;
      count.compiled += fast.compiled ? 1 : 0;
    }
  }
}

it('an operation by one statement is answered as by the resolvers, to the byte', { timeout: 2 * milliseconds }, async () => {
  await fc.assert(fc.asyncProperty(cases, agree), { numRuns, interruptAfterTimeLimit: milliseconds });
  // What only the resolvers know is drawn too, but seldom: were more left to them, this would prove little.
  if (count.valid > 40) expect(count.compiled / count.valid).toBeGreaterThan(0.6);
});
