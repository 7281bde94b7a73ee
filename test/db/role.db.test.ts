import { randomBytes } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { connect, type Sql } from '../../src/db/client.ts';
import { type Columns, ensureRole, joined } from '../../src/db/role.ts';
import { databaseUrl } from '../database.ts';

let url: string;
let owner: Sql;
beforeAll(async () => {
  url = await databaseUrl();
  owner = connect(url, { max: 4 });
  return () => owner.end({ timeout: 1 });
});

const columns: Columns = new Map([
  ['customer', ['customer_id', 'name']],
  ['bill', ['period']],
]);

/** Every right of a role on tables and columns of the schema. */
const rightsOf = async (role: string) =>
  (
    await owner<{ right: string }[]>`
      select c.relname || coalesce('.' || g.name, '') || ' ' || g.privilege_type as right
      from pg_class c cross join lateral (
        select null::text as name, x.privilege_type, x.grantee from aclexplode(c.relacl) as x
        union all select a.attname::text, x.privilege_type, x.grantee from pg_attribute a, aclexplode(a.attacl) as x where a.attrelid = c.oid
      ) as g where c.relnamespace = 'assay'::regnamespace and g.grantee = to_regrole(${role}) order by 1`
  ).map(({ right }) => right);

test('a role has exactly the columns it is made for, no login and no other right', async () => {
  const role = await ensureRole(owner, columns);
  expect(role).toMatch(/^assay_p_[0-9a-f]{16}$/);
  expect(await rightsOf(role)).toEqual(['bill.period SELECT', 'customer.customer_id SELECT', 'customer.name SELECT']);
  expect(await owner`select rolcanlogin, rolsuper, rolcreaterole, rolbypassrls, rolinherit from pg_roles where rolname = ${role}`).toEqual([
    { rolcanlogin: false, rolsuper: false, rolcreaterole: false, rolbypassrls: false, rolinherit: true },
  ]);
  expect(await owner`select has_schema_privilege(${role}, 'assay', 'usage') as uses, has_schema_privilege(${role}, 'assay', 'create') as makes`).toEqual([
    { uses: true, makes: false },
  ]);
});

test('equal columns are one role, however told; others are another', async () => {
  const role = await ensureRole(owner, columns);
  const told = joined(new Map([['bill', ['period']]]), new Map([['customer', ['name', 'customer_id', 'name']]]));
  expect(await ensureRole(owner, told)).toBe(role);
  expect(await ensureRole(owner, new Map([...columns, ['bill', ['period', 'key']]]))).not.toBe(role);
  expect(await rightsOf(await ensureRole(owner, new Map()))).toEqual([]);
});

test('another database has roles of its own for the same columns', async () => {
  const other = connect(await databaseUrl());
  expect(await ensureRole(other, columns)).not.toBe(await ensureRole(owner, columns));
  await other.end();
});

test.each([
  'grant select on assay.customer to %',
  'grant select (address) on assay.customer to %',
  'grant insert on assay.bill to %',
  'grant update (name) on assay.customer to %',
  'revoke all on assay.bill from %',
])('rights that somebody changed are as they were: %s', async (change) => {
  const role = await ensureRole(owner, columns);
  const before = await rightsOf(role);
  await owner.unsafe(change.replace('%', role));
  expect(await rightsOf(role)).not.toEqual(before);
  expect(await ensureRole(owner, columns)).toBe(role);
  expect(await rightsOf(role)).toEqual(before);
});

test('replicas that make the same role at once all get it', async () => {
  const wanted: Columns = new Map([['payment', ['paid_on', 'amount_minor']]]);
  const replicas = Array.from({ length: 4 }, () => connect(url, { max: 2 }));
  const roles = await Promise.all([...replicas, ...replicas].map((each) => ensureRole(each, wanted)));
  expect(new Set(roles).size).toBe(1);
  expect(await rightsOf(roles[0] as string)).toEqual(['payment.amount_minor SELECT', 'payment.paid_on SELECT']);
  await Promise.all(replicas.map((each) => each.end()));
});

/** A login that owns the schema by membership, with or without the right to make roles; and a pool as it. */
async function login(right: 'createrole' | 'nocreaterole'): Promise<{ name: string; sql: Sql; end(): Promise<void> }> {
  const name = `assay_login_${randomBytes(4).toString('hex')}`;
  const [{ user } = { user: '' }] = await owner<{ user: string }[]>`select session_user::text as user`;
  await owner.unsafe(`create role ${name} login password 'secret' ${right} in role "${user}"`);
  const as = new URL(url);
  [as.username, as.password] = [name, 'secret'];
  const sql = connect(as.href, { max: 2 });
  const end = async (): Promise<void> => {
    await sql.end();
    const made = await owner<{ rolname: string }[]>`select rolname from pg_roles where pg_has_role(${name}, oid, 'member') and rolname like 'assay\\_p\\_%'`;
    for (const { rolname } of made) await owner.unsafe(`revoke "${rolname}" from ${name} cascade`);
    await owner.unsafe(`drop owned by ${name}; drop role ${name}`);
  };
  return { name, sql, end };
}

test('a login that may make roles makes one and can enter it, without being a superuser', async () => {
  const { sql, end } = await login('createrole');
  const role = await ensureRole(sql, new Map([['usage', ['period']]]));
  expect(await ensureRole(sql, new Map([['usage', ['period']]]))).toBe(role);
  expect(await sql.begin(async (tx) => [await tx.unsafe(`set local role ${role}`), await tx`select current_user::text as role`][1])).toEqual([{ role }]);
  await end();
});

test('one that may not is told what an administrator has to say, and goes on once it was said', async () => {
  const { name, sql, end } = await login('nocreaterole');
  const wanted: Columns = new Map([['usage', ['quantity']]]);
  const refused = await ensureRole(sql, wanted).catch((error: unknown) => error as { code: string; params: { login: string; role: string; sql: string } });
  expect(refused).toMatchObject({ code: 'DB_ROLE_RIGHT', params: { login: name } });
  const { params } = refused as Exclude<typeof refused, string>;
  expect(params.sql).toBe(`create role "${params.role}" nologin; grant "${params.role}" to "${name}";`);
  await owner.unsafe(params.sql);
  expect(await ensureRole(sql, wanted)).toBe(params.role);
  expect(await rightsOf(params.role)).toEqual(['usage.quantity SELECT']);
  await end();
  await owner.unsafe(`drop owned by "${params.role}"; drop role "${params.role}"`);
});
