import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type * as App from '../../../src/db/app.ts';
import type * as Burst from '../../../src/db/burst.ts';
import type * as Client from '../../../src/db/client.ts';
import type * as Clock from '../../../src/server/clock.ts';
import type * as Http from '../../../src/server/http.ts';
import type * as Admit from '../../../src/sharing/inquiry/admit.ts';
import type * as Ask from '../../../src/sharing/inquiry/asking.ts';
import type * as Store from '../../../src/sharing/inquiry/store.ts';
import { counting } from './counting.ts';

/**
 * The product as its command line serves it, but for tokens that are bound to no key, which it takes. With AUDIT=off there is no
 * audit: no entry, no chain, no ledger; keys and quotas count as ever. With AUDIT=bare these are left out too.
 */
const { DATABASE_URL: url = '', POOL: pool = '', PORT: port = '', AUDIT: audit = '', SEAL: seal = '' } = process.env;
const built = <File>(path: string): Promise<File> => import(new URL(`../../../dist/${path}`, import.meta.url).href) as Promise<File>;
const { connect } = await built<typeof Client>('db/client.js');
const { usableApp } = await built<typeof App>('db/app.js');
const { clock, secondsLeft, today } = await built<typeof Clock>('server/clock.js');
const { startServer } = await built<typeof Http>('server/http.js');

const owner = connect(url, { max: 2 });
const role = await usableApp(owner);
const sql = connect(url, { max: Number(pool), role });
const quick = connect(url, { max: 2, name: 'assay quick', statementSeconds: 1, role });
const keys = { seal: [Buffer.from(seal, 'hex')], cursor: randomBytes(32), token: generateKeyPairSync('ed25519').privateKey };
const log = { error: console.error, warn: console.error };
const time = { now: clock, today: () => today('UTC'), secondsLeft: () => secondsLeft('UTC') };
let seq = 0;
const bare = async () => {
  seq += 1;
  return { seq, at: clock(), hash: '0'.repeat(64) };
};
const { burst } = await built<typeof Burst>('db/burst.js');
const { admit } = await built<typeof Admit>('sharing/inquiry/admit.js');
const { asking } = await built<typeof Ask>('sharing/inquiry/asking.js');
const { keepBooks } = await built<typeof Store>('sharing/inquiry/store.js');
const booksOnly = () => connect(url, { max: 2, name: 'bench books', role, plannedOnce: true, indexed: true });
const enters = { on: () => ({}), off: () => ({ enter: counting(booksOnly(), { burst, asking, admit, keepBooks }, clock) }), bare: () => ({ enter: bare }) };
// Nobody is turned away: figures are of answers.
const gate = { waitMs: 60_000 };
const serving = { gate, sql, quick, owner, role, keys, currency: 'EUR', log, ...time, port: Number(port), unboundPartners: true };
const served = await startServer({ ...serving, ...enters[audit as keyof typeof enters]() });
process.once('SIGTERM', () => void served.close().finally(() => process.exit()));
process.stdout.write(`${JSON.stringify({ url: served.url })}\n`);
