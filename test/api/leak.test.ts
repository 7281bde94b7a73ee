import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { project } from '../../src/access/projection.ts';
import { type Grants, roleGrants } from '../../src/access/role.ts';
import { nameKey } from '../../src/base/digest.ts';
import { encodeId } from '../../src/base/id.ts';
import type { Sql } from '../../src/db/client.ts';
import { schema } from '../../src/server/schema.ts';
import { database } from '../database.ts';
import { type Drawn, drawOperation } from '../graphql/draw.ts';
import { keys } from '../graphql/fastworld.ts';
import { grantsDrawn } from '../graphql/grants.ts';
import { tapes } from '../graphql/tape.ts';
import type { Known } from '../graphql/value.ts';
import { expectSame, type Ways, waysOf } from '../graphql/ways.ts';
import { seed } from '../seed.ts';
import { classes, plant, protects } from './canaries.ts';
import { annId, at, canaries, seed as populate } from './world.ts';

const milliseconds = 15_000;

let ways: Ways;
beforeAll(async () => {
  const sql: Sql = await database();
  await populate(sql);
  await plant(sql);
  ways = waysOf(sql, { keys, now: () => at, today: () => at.slice(0, 10) });
});

const otherId = encodeId('cus', nameKey('crm', 'customer', 'A-2'));
const known: Known = {
  ids: { customer: [annId, annId, otherId] },
  texts: { source: ['crm'], key: ['A-1', 'A-2'], dimension: ['credit'], text: ['Ada', '8877', 'Canary'], kind: ['person'], grades: ['A'] },
  days: ['2026-01-01', '2025-01-01', '2026-11-22'],
  rare: () => false,
};

/** The words of what is not seen: a mask tells classes as they are, and the last four characters of an identifier. */
const hidden = (grants: Grants): string[] =>
  protects.flatMap(([scope, words]) => {
    if (grants[scope] === 'clear') return [];
    return grants[scope] === 'masked' ? words.filter((word) => !classes.includes(word)) : words;
  });
const all: Grants = { open: 'clear', ...roleGrants.admin };
const some = [...grantsDrawn(seed, 30), ...grantsDrawn(seed + 1, 10)].map((grants) => ({ grants, projected: project(schema(), grants) }));

/** What is drawn over the whole schema asks for what is not there; what is drawn over the projection is answered. */
const cases = tapes(300).map((tape) => {
  const { grants, projected } = tape.pick(some);
  return { grants, ...drawOperation(tape, tape.chance(30) ? schema() : projected, known) };
});

describe('the canaries of what is not granted', () => {
  it('never come back, for any grants and any operation, by one statement or by the resolvers', { timeout: 2 * milliseconds }, async () => {
    const count = { answered: 0, compiled: 0 };
    const holds = async ({ grants, ...asked }: Drawn & { grants: Grants }): Promise<void> => {
      ways.logged.length = 0;
      const [plain, fast] = [await ways.plain(grants, asked), await ways.fast(grants, asked)];
      expectSame(fast, plain);
      const told = `${fast.text} ${JSON.stringify(ways.logged)}`;
      // What is asked for is the asker's own.
      const said = `${asked.query} ${JSON.stringify(asked.variables)}`;
      expect(hidden(grants).filter((word) => told.includes(word) && !said.includes(word))).toEqual([]);
      count.answered += plain.status === 200 ? 1 : 0;
      count.compiled += fast.compiled ? 1 : 0;
    };
    await fc.assert(fc.asyncProperty(cases, holds), { numRuns: 250, interruptAfterTimeLimit: milliseconds });
    expect(count.answered).toBeGreaterThan(20);
    expect(count.compiled).toBeGreaterThan(10);
  });

  it('would be found: everybody who may sees them', async () => {
    const query = `{ customer(id: "${annId}") { name bornOn address occupation sensitiveAttributes { value } identifiers { value } contacts { value } accounts { number } } }`;
    const fast = await ways.fast(all, { query });
    expect([fast.compiled, fast.body.includes(canaries.name), fast.body.includes(canaries.national), fast.body.includes(canaries.religion)]).toEqual([
      true,
      true,
      true,
      true,
    ]);
  });
});

describe('what one caller was answered is nobody else’s', () => {
  const query = `{ customer(id: "${annId}") { id name kind identifiers { kind value } } }`;
  const agent: Grants = { open: 'clear', ...roleGrants.agent };
  const withheld: Grants = { ...all, 'profile.identity': 'withheld', 'profile.identifier': 'masked' };
  const analyst: Grants = { open: 'clear', ...roleGrants.analyst };
  const orders: [string, Grants[]][] = [
    ['all first', [all, agent, withheld, analyst]],
    ['least first', [analyst, withheld, agent, all]],
  ];
  it.each(orders)('the same text, who sees %s', async (_, callers) => {
    for (let time = 0; time < 3; time += 1)
      for (const grants of callers) {
        const [plain, fast] = [await ways.plain(grants, { query }), await ways.fast(grants, { query })];
        expect(fast.text).toBe(plain.text);
        expect(fast.compiled).toBe(grants !== analyst);
        expect(hidden(grants).filter((word) => fast.text.includes(word))).toEqual([]);
        expect(fast.body.includes(canaries.national)).toBe(grants === all);
        expect(fast.body.includes('••••8877')).toBe(grants === agent);
      }
  });

  it('what is withheld is null and named, what is masked is masked, both ways', async () => {
    const masked: Grants = { ...all, 'profile.identity': 'clear', 'profile.identifier': 'masked', 'profile.contact': 'withheld' };
    for (const way of [ways.fast, ways.plain]) {
      const { body } = await way(masked, { query: `{ customer(id: "${annId}") { name address identifiers { value } } }` });
      expect(JSON.parse(body)).toEqual({
        data: { customer: { name: canaries.name, address: null, identifiers: [{ value: '••••8877' }] } },
        extensions: { disclosure: { masked: ['Identifier.value'], withheld: ['Customer.address'] } },
      });
    }
  });

  it('masked amounts, days, numbers and shares are the same texts both ways', async () => {
    const scopes = [
      'account.basic',
      'account.status',
      'usage.summary',
      'balance.detail',
      'payment.summary',
      'payment.detail',
      'profile.identity',
      'profile.contact',
    ];
    const masked: Grants = { ...all, ...Object.fromEntries(scopes.map((scope) => [scope, 'masked'])) };
    const body = `name bornOn address contacts { value } behaviour { daysPastDue onTimeShare arrears reported { month daysPastDue } }
      accounts { number creditLimit currency usages { period quantity } balances { balanceOn amount } statuses { daysPastDue amountPastDue }
        bills { dueOn coveredOn statement amountDue costToServe payments { allocated payment { paidOn amount bouncedOn } } } arrangements { agreedOn state brokenOn amount } }`;
    const asked = { query: `{ customer(id: "${annId}") { ${body} } }` };
    const [plain, fast] = [await ways.plain(masked, asked), await ways.fast(masked, asked)];
    expect([fast.text, fast.compiled]).toEqual([plain.text, true]);
    expect(fast.body).toContain('"bornOn":"1980","address":"••••"');
    expect(fast.body).toContain('"creditLimit":"5,000-10,000 TWD"');
  });
});
