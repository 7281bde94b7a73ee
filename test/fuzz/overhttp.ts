import { randomUUID } from 'node:crypto';
import { appRole } from '../../src/db/app.ts';
import type { Sql } from '../../src/db/client.ts';
import { startServer } from '../../src/server/http.ts';
import { signer } from '../../src/sharing/key/signer.ts';
import { askerOf, keyed } from './inprocess.ts';
import { homeKeys } from './keys.ts';
import type { Asking } from './partners.ts';
import type { Asker } from './run.ts';
import { now, today } from './world.ts';

/** The server itself, asked by the same partners over HTTP with tokens that are bound to no key: proofs are tested elsewhere. */
export async function overHttp(sql: Sql, owner: Sql, all: readonly Asking[]): Promise<{ askers: Asker[]; close(): Promise<void> }> {
  const logged: object[] = [];
  const note = (entry: object, said: string): void => void logged.push({ ...entry, said });
  const home = { sql, owner, role: appRole, keys: homeKeys, currency: 'EUR', log: { error: note, warn: note } };
  const { url, close } = await startServer({ ...home, now: () => now, today: () => today, port: 0, unboundPartners: true });
  const sign = async ({ partner: { partnerId, name, keys } }: Asking): Promise<string> => {
    const iat = Math.floor(Date.parse(now) / 1000);
    const claims = { iss: url, aud: 'assay:partner', sub: name, client_id: name, pid: partnerId, ckid: keys[0]?.kid, jti: randomUUID(), iat, exp: iat + 600 };
    return (await signer(owner, homeKeys.seal, 'token', now)).sign(claims, { typ: 'at+jwt' });
  };
  const askers = all.map(async (asking): Promise<Asker> => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${await sign(asking)}`, 'assay-purpose': asking.purpose };
    const ask: Asker['ask'] = async (drawn) => {
      const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify(keyed(drawn)) });
      const body = await response.text();
      return { status: response.status, body, text: `${[...response.headers].join('\n')}\n${body}`, logged: logged.splice(0) };
    };
    return { ...askerOf(asking, 'over HTTP'), ask };
  });
  return { askers: await Promise.all(askers), close };
}
