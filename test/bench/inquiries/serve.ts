import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type * as App from '../../../src/db/app.ts';
import type * as Client from '../../../src/db/client.ts';
import type * as Clock from '../../../src/server/clock.ts';
import type * as Http from '../../../src/server/http.ts';

/**
 * The product as its command line serves it, but for tokens that are bound to no key, which it takes; with AUDIT=off what the
 * audit would do (its entry, quotas and the ledger) is left out.
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
const enter = async () => {
  seq += 1;
  return { seq, at: clock(), hash: '0'.repeat(64) };
};
// Nobody is turned away: figures are of answers.
const gate = { waitMs: 60_000 };
const serving = { gate, sql, quick, owner, role, keys, currency: 'EUR', log, ...time, port: Number(port), unboundPartners: true };
const served = await startServer({ ...serving, ...(audit === 'off' ? { enter } : {}) });
process.once('SIGTERM', () => void served.close().finally(() => process.exit()));
process.stdout.write(`${JSON.stringify({ url: served.url })}\n`);
