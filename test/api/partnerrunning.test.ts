import { beforeAll, describe, expect, it } from 'vitest';
import { appRole } from '../../src/db/app.ts';
import { startServer } from '../../src/server/http.ts';
import { poolOn } from '../database.ts';
import { type Asker, asker, consented, input, inquire, issued, tokenOf } from './market.ts';
import { type Answer, type Api, api, at, keys, read } from './world.ts';

let world: Api;
let bank: Asker;
beforeAll(async () => {
  world = await api({ unboundPartners: true, gate: { waitMs: 20_000 } });
  await issued(world.sql);
  bank = await asker(world.sql, world);
  await consented(world.sql, bank.party, 'A-1', { reference: 'R-1' });
});

const fields = inquire('number record { seq hash }');
const recordOf = (answer: Answer): { seq: number; hash: string } | undefined => answer.data?.['inquire']?.result?.record;
const entries = async (partnerId: string) =>
  new Map(
    (await world.sql<{ seq: number; hash: string }[]>`select seq, hash from assay.audit_entry where stream = ${partnerId} order by seq`).map(
      ({ seq, hash }) => [Number(seq), hash],
    ),
  );

/** Every answer has its entry, and the entries have no gap. */
async function expectOnRecord({ partnerId }: { partnerId: string }, answers: readonly Answer[]): Promise<number> {
  const kept = await entries(partnerId);
  const told = answers.flatMap((answer) => recordOf(answer) ?? []);
  for (const { seq, hash } of told) expect(kept.get(seq)).toBe(hash);
  expect(new Set(told.map(({ seq }) => seq)).size).toBe(told.length);
  expect([...kept.keys()]).toEqual(Array.from({ length: kept.size }, (_, place) => place + 1));
  return told.length;
}

describe('whatever ends in the middle, what was answered is on record', () => {
  it('when a server closes under load: no inquiry in flight fails', async () => {
    const log = { error: () => {}, warn: () => {} };
    const time = { now: () => at, today: () => at.slice(0, 10) };
    const own = poolOn(world.sql);
    const closing = await startServer({ sql: own, owner: world.sql, role: appRole, keys, currency: 'EUR', log, ...time, port: 0, unboundPartners: true });
    const authorization = `Bearer ${await tokenOf(world.sql, closing, bank.party)}`;
    const ask = async (): Promise<Answer> =>
      read(
        await fetch(`${closing.url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization },
          body: JSON.stringify({ query: fields, variables: input({ reference: 'R-1' }) }),
        }),
      );
    await ask();
    const asked = Array.from({ length: 30 }, ask);
    await Promise.race(asked);
    const [answers] = await Promise.all([Promise.all(asked), closing.close()]);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await expectOnRecord(bank.party, answers)).toBe(30);
  });

  it('when who asked goes away', async () => {
    const authorization = `Bearer ${await tokenOf(world.sql, world, bank.party)}`;
    const gone = Array.from({ length: 20 }, async (_, place) => {
      const leaving = new AbortController();
      setTimeout(() => leaving.abort(), place);
      const body = JSON.stringify({ query: fields, variables: input({ reference: 'R-1' }) });
      const headers = { 'content-type': 'application/json', authorization };
      return fetch(`${world.url}/graphql`, { method: 'POST', headers, body, signal: leaving.signal }).then(read, () => undefined);
    });
    const answers = (await Promise.all(gone)).filter((answer) => answer !== undefined);
    const after = await bank.ask(fields, { variables: input({ reference: 'R-1' }) });
    expect(after.status).toBe(200);
    await expectOnRecord(bank.party, [...answers, after]);
  });

  it('while an entry waits for its commit the place at the gate is for others', async () => {
    const small = await api({ sql: world.sql, unboundPartners: true, gate: { places: 1, aside: 0, queue: 0 } });
    const other = await asker(world.sql, small);
    await consented(world.sql, other.party, 'A-1', { reference: 'R-1' });
    await other.ask(fields, { variables: input({ reference: 'R-1' }) });
    const waits = () => world.sql`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    const { asked, beside } = (await world.sql.begin(async (tx) => {
      await tx`select from assay.audit_head where stream = ${other.party.partnerId} for update`;
      const pending = other.ask(fields, { variables: input({ reference: 'R-1' }) });
      await expect.poll(async () => (await waits()).length).toBe(1);
      return { asked: pending, beside: await small.ask('agent', '{ __typename }') };
    })) as unknown as { asked: Promise<Answer>; beside: Answer };
    expect([beside.status, (await asked).status]).toEqual([200, 200]);
  });

  it('when there are more than can be served: the rest is told at once to come back, and is not on record', async () => {
    const small = await api({ sql: world.sql, unboundPartners: true, gate: { places: 2, aside: 0, shared: 4, queue: 2, waitMs: 20_000 } });
    const other = await asker(world.sql, small);
    await consented(world.sql, other.party, 'A-1', { reference: 'R-1' });
    await other.ask(fields, { variables: input({ reference: 'R-1' }) });
    const answers = await Promise.all(Array.from({ length: 40 }, () => other.ask(fields, { variables: input({ reference: 'R-1' }) })));
    const busy = answers.filter(({ status }) => status === 503);
    expect(busy.length).toBeGreaterThan(0);
    for (const { errors, headers } of busy) expect([errors[0]?.extensions['code'], headers.get('retry-after')]).toEqual(['SERVER_BUSY', '1']);
    const told = await expectOnRecord(other.party, answers);
    expect(told).toBe(40 - busy.length);
    expect((await entries(other.party.partnerId)).size).toBe(told + 1);
  });
});
