import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { limits } from '../../src/base/limits.ts';
import { changePartner } from '../../src/sharing/partner/change.ts';
import { holder, proofOf } from '../access/proof.ts';
import { person } from '../rating/activated.ts';
import { partnered, today } from '../sharing/world.ts';
import { type Asker, asker, consented, input, inquire, issued, tokenOf } from './market.ts';
import { askUnbound, tokenOf as boundOf } from './partner.ts';
import { type Api, api, at, read } from './world.ts';

const quotas = { day: 100_000, subject: 100_000, burst: 10_000, perSecond: 10_000 };
const fields = inquire('number');
const known = { variables: input({ reference: 'R-1' }) };

let world: Api;
let bank: Asker;
let other: Asker;
beforeAll(async () => {
  world = await api({ unboundPartners: true, gate: { waitMs: 20_000 } });
  await issued(world.sql);
  bank = await asker(world.sql, world, { agreement: { quotas } });
  other = await asker(world.sql, world, { agreement: { quotas }, sandbox: true });
  await consented(world.sql, bank.party, 'A-1', { reference: 'R-1' });
  await bank.ask(fields, known);
});

describe('a partner is served as well', () => {
  const commits = async () =>
    Number((await world.sql`select count(distinct xmin::text) as n from assay.audit_entry where stream = ${bank.party.partnerId}`)[0]?.['n']);

  it('beside one who sends what cannot be stored: its inquiries share their commits', async () => {
    const subject = 'subject: { reference: "x" }, purpose: "letting"';
    const odd = (place: number) => other.ask(`mutation { inquire(input: { ${subject}, idempotencyKey: "${place}\\u0000" }) { result { __typename } } }`);
    const before = await commits();
    const [refused, answered] = await Promise.all([
      Promise.all(Array.from({ length: 4 }, (_, place) => odd(place))),
      Promise.all(Array.from({ length: 60 }, () => bank.ask(fields, known))),
    ]);
    expect(refused.map(({ status, errors }) => [status, errors[0]?.extensions['code']])).toEqual(refused.map(() => [400, 'GRAPH_CHARACTER']));
    expect(new Set(answered.map(({ status }) => status))).toEqual(new Set([200]));
    expect((await commits()) - before).toBeLessThan(30);
  });

  it('beside a sandbox partner who asks about the slow test subject, more often than there are places', async () => {
    let isOver = false;
    const asked = Array.from({ length: limits.requestsShared + limits.requestsInFlight + 20 }, async () => {
      const since = performance.now();
      const { status } = await other.ask(fields, { variables: input({ reference: 'test-slow' }) });
      const isSlow = performance.now() - since >= limits.sandboxSlowMs;
      isOver ||= isSlow;
      return { status, isSlow };
    });
    await sleep(limits.sandboxSlowMs / 2);
    for (let time = 0; time < 5; time += 1) expect((await bank.ask(fields, known)).status).toBe(200);
    expect(isOver).toBe(false);
    const answers = await Promise.all(asked);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(answers.filter(({ isSlow }) => isSlow).length).toBeGreaterThanOrEqual(limits.sandboxSlowAtOnce);
  });
});

describe('who asks with a proof', () => {
  it('is told in time that the audit hangs, whether it hangs behind the proof or before it; either proof is used up', async () => {
    const by = holder();
    const bound = await boundOf(world, bank.party as never, at, { by });
    const body = JSON.stringify({ query: fields, ...known });
    const ask = async (dpop: string) => {
      const headers = { 'content-type': 'application/json', authorization: `DPoP ${bound}`, dpop };
      const { status, errors } = await read(await fetch(`${world.url}/graphql`, { method: 'POST', headers, body }));
      return [status, errors[0]?.extensions['code']];
    };
    const proofs = await Promise.all([1, 2, 3].map(() => proofOf({ by, url: `${world.url}/graphql`, now: at, token: bound })));
    const [inIt, behind, after] = proofs as [string, string, string];
    const hanging = world.sql.begin(async (tx) => {
      await tx`select from assay.partner_usage where partner_id = ${bank.party.partnerId} for update`;
      await sleep(limits.auditSeconds * 1000 + 2_500);
    });
    await sleep(200);
    const since = performance.now();
    const first = ask(inIt);
    await sleep(300);
    const told = [...(await Promise.all([first, ask(behind)])), await ask(after)];
    expect(performance.now() - since).toBeLessThan(limits.auditSeconds * 1000 + 2_000);
    expect(told).toEqual(proofs.map(() => [503, 'AUDIT_DOWN']));
    await hanging;
    await sleep(500);
    expect(await Promise.all(proofs.map(ask))).toEqual(proofs.map(() => [401, 'ACCESS_PROOF_REPLAYED']));
    expect((await bank.ask(fields, known)).status).toBe(200);
  });
});

describe('an inquiry', () => {
  it('is not done for who takes no JSON', async () => {
    const told = async () => Number((await world.sql`select count(*) as n from assay.disclosure where partner_id = ${bank.party.partnerId}`)[0]?.['n']);
    const before = await told();
    const { status, errors } = await bank.ask(fields, { ...known, headers: { accept: 'text/html' } });
    expect([status, errors[0]?.extensions['code'], await told()]).toEqual([406, 'SERVER_ACCEPT', before]);
  });

  it('tells nothing to a key of an address that was taken away, from that instant on', async () => {
    const party = await partnered(world.sql, { jwksUri: 'https://bank.example/keys.json' });
    await consented(world.sql, party, 'A-1', { reference: 'R-1' });
    const theirs = await tokenOf(world.sql, world, party, 'their-own-key');
    const ask = () => askUnbound(world, { token: theirs, query: fields, ...known });
    expect(await ask()).toMatchObject({ status: 200, errors: [] });
    await world.sql.begin((tx) => changePartner(tx, { partner: party.name, jwksUri: null, why: 'Their server was broken into.' }, person('Stella', today)));
    for (let time = 0; time < 3; time += 1) {
      const { data, errors } = await ask();
      expect([data?.['inquire'] ?? null, errors.length]).toEqual([null, 1]);
    }
  });
});
