import { generateKeyPairSync } from 'node:crypto';
import { afterAll } from 'vitest';
import type { Role } from '../../src/access/role.ts';
import { issueToken } from '../../src/access/token.ts';
import { nameKey } from '../../src/base/digest.ts';
import { encodeId } from '../../src/base/id.ts';
import { appRole } from '../../src/db/app.ts';
import type { Sql, Tx } from '../../src/db/client.ts';
import { cover } from '../../src/payment/cover.ts';
import { type Served, type Serving, startServer } from '../../src/server/http.ts';
import { tell } from '../customer/staging.ts';
import { database, poolOn } from '../database.ts';

export const at = '2026-11-22T10:00:00.000Z';
export const keys = { seal: [Buffer.alloc(32, 7)], cursor: Buffer.alloc(32, 3), token: generateKeyPairSync('ed25519').privateKey };

/** Planted in what is protected: it must never come back to who is not granted it. */
export const canaries = {
  name: 'Ada Canary-Name',
  address: '1 Canary-Address Road',
  national: 'CANARY4711998877',
  phone: '+15550123456',
  religion: 'Canary-Religion',
};

export const annId = encodeId('cus', nameKey('crm', 'customer', 'A-1'));

/** A person of everything (accounts `card` and `power`), and one of nothing. */
export async function seed(sql: Sql): Promise<void> {
  await sql`insert into assay.attribute (fact, name, source, class, type) values ('customer', 'religion', 'crm', 'religion', 'word'), ('customer', 'segment', 'crm', 'plain', 'word'), ('account', 'branch', 'crm', 'plain', 'word')`;
  await tell(sql, 'crm', [
    {
      key: 'A-1',
      kind: 'person',
      name: canaries.name,
      bornOn: '1980-05-06',
      address: canaries.address,
      occupation: 'engineer',
      attributes: { religion: canaries.religion, segment: 'retail', unknown: 'Canary-Undeclared' },
      ids: { national_id: canaries.national, phone: `${canaries.phone}?` },
    },
    { key: 'A-2', kind: 'organisation', name: 'Empty Ltd' },
  ]);
  await tell(sql, 'billing', [{ key: 'B-9', kind: 'person', name: 'Ada C.', ids: { national_id: canaries.national } }], 200);
  await sql.begin(async (tx) => {
    await account(tx, 'card', 'card', 'TWD', { branch: 'north' });
    await account(tx, 'power', 'electricity', 'JPY', {});
    await tx`create temp table touched_account on commit drop as select customer_id, account_id from assay.account`;
    await cover(tx);
  });
}

async function account(tx: Tx, name: string, service: string, currency: string, attributes: object): Promise<void> {
  const customer = nameKey('crm', 'customer', 'A-1');
  const id = nameKey('crm', 'account', name);
  const known = { source: 'crm', content_hash: 1, available_on: '2026-01-01', available_assumed: true, recorded_at: at };
  const owner = { customer_id: customer, account_id: id };
  await tx`insert into assay.account ${tx({ ...owner, ...known, source_key: name, service, number: `no-${name}`, currency, credit_limit_minor: 500_000, attributes: tx.json(attributes as never) } as never)}`;
  for (let month = 1; month <= 9; month += 1) {
    const period = `2026-0${month}-01`;
    const bill = nameKey('crm', 'bill', `${name}-${month}`);
    await tx`insert into assay.bill ${tx({ ...owner, ...known, key: bill, period, statement_minor: 1000 + month, amount_due_minor: 100, due_on: `2026-0${month}-20`, cause: 'regular' } as never)}`;
    await tx`insert into assay.payment ${tx({ ...owner, ...known, key: nameKey('crm', 'payment', `${name}-${month}`), paid_on: `2026-0${month}-15`, amount_minor: month < 9 ? 100 : 40, channel: 'transfer', bill: month === 1 ? bill : null } as never)}`;
    await tx`insert into assay.usage ${tx({ ...owner, ...known, key: nameKey('crm', 'usage', `${name}-${month}`), period, quantity: '12.345', unit: 'kWh' } as never)}`;
    await tx`insert into assay.account_status ${tx({ ...owner, ...known, key: nameKey('crm', 'account_status', `${name}-${month}`), month: period, scheme: 's', code: 0, days_past_due: month } as never)}`;
  }
}

export interface Api {
  readonly sql: Sql;
  readonly url: string;
  /** Every statement sent since the last `statements.length = 0`. */
  readonly statements: string[];
  /** What was logged. */
  readonly logged: object[];
  ask(role: Role | null, query: string, more?: { variables?: object; language?: string; headers?: Record<string, string> }): Promise<Answer>;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly data: Record<string, any> | null | undefined;
  readonly errors: { message: string; path?: unknown[]; extensions: Record<string, unknown> }[];
  readonly extensions: Record<string, unknown> | undefined;
  readonly headers: Headers;
}

export const token = (role: Role, now = at): Promise<string> => issueToken(keys.token, { role, subject: `test ${role}` }, now);

/** The pool of the server by the owner's: servers on one database share it. */
const serves = new Map<Sql, Sql>();

/** A seeded database behind a real server on a free port; both go when the test file ends. */
export async function api(
  more: { sql?: Sql } & Partial<
    Pick<Serving, 'quick' | 'requestSeconds' | 'signIn' | 'ownTokens' | 'unboundPartners' | 'publicUrl' | 'enter' | 'now' | 'today' | 'plain' | 'gate'>
  > = {},
): Promise<Api> {
  const sql = more.sql ?? (await database());
  if (!more.sql) await seed(sql);
  const statements: string[] = [];
  const logged: object[] = [];
  const serving = serves.get(sql) ?? more.sql ?? poolOn(sql);
  serves.set(sql, serving);
  serving.options.debug = (_connection, text) => void statements.push(text);
  const log = {
    error: (entry: object, message: string) => void logged.push({ ...entry, said: message }),
    warn: (entry: object, message: string) => void logged.push({ ...entry, said: message }),
  };
  const served = await startServer({
    keys,
    currency: 'EUR',
    log,
    now: () => at,
    today: () => at.slice(0, 10),
    port: 0,
    ...more,
    sql: serving,
    owner: sql,
    role: appRole,
  });
  running.push(served);
  const ask: Api['ask'] = async (role, query, { variables, language = 'en', headers = {} } = {}) => {
    const authorization: Record<string, string> = role ? { authorization: `Bearer ${await token(role)}` } : {};
    return read(
      await fetch(`${served.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'accept-language': language, ...authorization, ...headers },
        body: JSON.stringify({ query, variables }),
      }),
    );
  };
  return { sql, url: served.url, statements, logged, ask };
}

export async function read(response: Response): Promise<Answer> {
  const text = await response.text();
  const body = text.startsWith('{') ? JSON.parse(text) : {};
  return { status: response.status, text, data: body.data, errors: body.errors ?? [], extensions: body.extensions, headers: response.headers };
}

const running: Served[] = [];
afterAll(async () => {
  await Promise.all(running.map((served) => served.close()));
});
