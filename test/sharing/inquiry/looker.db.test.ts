import { beforeAll, expect, test } from 'vitest';
import { nameKey } from '../../../src/base/digest.ts';
import type { Sql } from '../../../src/db/client.ts';
import { ensureRole } from '../../../src/db/role.ts';
import type { Asked } from '../../../src/graphql/door.ts';
import type { Located } from '../../../src/sharing/inquiry/inquiry.ts';
import { type Looker, looker } from '../../../src/sharing/inquiry/looker.ts';
import { evidenceColumns } from '../../../src/sharing/inquiry/store.ts';
import { consented, type Party } from '../../api/market.ts';
import { seed } from '../../api/world.ts';
import { database, poolOn } from '../../database.ts';
import { partnered, today } from '../world.ts';

let sql: Sql;
let pool: Sql;
let party: Party;
let role: string;
let reads: Looker;
const sent: string[] = [];
beforeAll(async () => {
  sql = await database();
  await seed(sql);
  party = await partnered(sql);
  await consented(sql, party, 'A-1');
  const columns = { ...evidenceColumns({ 'rating.grade': 'clear' }), customer: ['customer_id', 'kind', 'name'] };
  role = await ensureRole(sql, new Map(Object.entries(columns)));
  pool = poolOn(sql, { max: 1, role: await ensureRole(sql, new Map()) });
  reads = looker(async () => pool);
});

const asked = { parts: ['subject.name'], values: [], selected: [], selection: '', args: {}, fill: (parts: unknown) => parts } as unknown as Asked;
const nobody: Located = { customerId: null, kind: null, hash: null, name: null, asked: 'x', reference: null };
const looked = (located: readonly Located[], more: object = {}, of = asked) =>
  reads.look(of, located, {
    ...{ role, partnerId: party.partnerId, purpose: 'letting', kid: `${party.name}-1`, today, sinceOn: '2024-01-01', clockSeconds: 0 },
    ...{ scopes: ['profile.identity'], graded: { by: 'issued', reasons: false, former: false, dimension: 'credit' }, versions: [], cost: 10 },
    ...more,
  } as never);

const ann = { ...nobody, customerId: nameKey('crm', 'customer', 'A-1') };
const other = { ...nobody, customerId: nameKey('crm', 'customer', 'A-2') };

test('sends the same statements with the same number of values, whoever is asked about', async () => {
  const trails: string[][] = [];
  await looked([ann]);
  pool.options.debug = (_, text, values) => void sent.push(`${values.length} ${text}`);
  for (const subject of [ann, other, nobody, { ...nobody, kind: 'national_id', hash: '00', name: '00' }]) {
    sent.length = 0;
    await looked([subject]);
    trails.push([...sent]);
  }
  expect(trails[0]).toHaveLength(3);
  for (const trail of trails) expect(trail).toEqual(trails[0]);
});

test('shows who consented, and of who did not nothing but what the partner brought', async () => {
  const [seen, unseen, none] = await looked([ann, other, nobody]);
  expect(seen).toMatchObject({ matches: 1, kind: 'person', consents: [{ purpose: 'letting', withdrawnAt: null }], parts: ['Ada Canary-Name'] });
  expect(unseen).toMatchObject({ customerId: other.customerId, kind: null, consents: [], parts: [null] });
  expect(none).toMatchObject({ customerId: null, matches: 0, kind: null, consents: [], parts: [null] });
});

test('shows nothing for fields that the consent does not cover', async () => {
  const [seen] = await looked([ann], { scopes: ['profile.identity', 'payment.detail'] });
  expect(seen).toMatchObject({ kind: null, parts: [null] });
});

test('of inquiries at the same time reads all that ask alike by one statement, and tells each what it would be told alone', async () => {
  const alone = [await looked([ann]), await looked([other, nobody]), await looked([ann], { scopes: ['profile.identity', 'payment.detail'] })];
  sent.length = 0;
  pool.options.debug = (_, text, values) => void sent.push(`${values.length} ${text}`);
  const together = await Promise.all([looked([ann]), looked([other, nobody]), looked([ann], { scopes: ['profile.identity', 'payment.detail'] })]);
  const timeless = (all: readonly (readonly { gate: unknown }[])[]) => all.map((each) => each.map(({ gate: _, ...rest }) => rest));
  expect(timeless(together)).toEqual(timeless(alone));
  expect(sent.filter((text) => text.includes('unnest'))).toHaveLength(2);
});

test('has the database keep a statement that comes again, and none that came once', async () => {
  const kept = async (part: string) => {
    const rows = await pool.unsafe('select name from pg_prepared_statements where strpos(statement, $1) > 0 and strpos(statement, $2) > 0', ['unnest', part]);
    return rows.length;
  };
  const other = { ...asked, parts: ['subject.name || 1'] } as Asked;
  const counts = [];
  for (let time = 0; time < 3; time += 1) {
    await looked([nobody], {}, other);
    counts.push(await kept('subject.name || 1'));
  }
  expect(counts).toEqual([0, 1, 1]);
});
