import { type KeyObject, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { clock } from '../../src/server/clock.ts';
import { signer } from '../../src/sharing/key/signer.ts';
import { type Holder, holder, proofOf } from '../access/proof.ts';
import { type Answer, type Api, keys as homeKeys, read } from './world.ts';

/** Who asks: what `partnered` of `test/sharing/world.ts` made. */
export interface Asker {
  readonly partnerId: string;
  readonly name: string;
  readonly keys: readonly { readonly kid: string; readonly privateKey: KeyObject }[];
}

const form = { 'content-type': 'application/x-www-form-urlencoded' };
const kind = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

interface Changes {
  readonly claims?: object;
  readonly header?: object;
  readonly key?: KeyObject;
}

/** What a client says of itself to the token endpoint, by the machine's clock, which the endpoint goes by. */
export function assertionOf({ url }: Pick<Api, 'url'>, { name, keys }: Asker, { claims = {}, header = {}, key }: Changes = {}): Promise<string> {
  const iat = Math.floor(Date.parse(clock()) / 1000);
  const payload = { iss: name, sub: name, aud: url, jti: randomUUID(), iat, exp: iat + 60, ...claims };
  const given = Object.fromEntries(Object.entries(payload).filter(([, value]) => value !== undefined));
  return new SignJWT(given as never).setProtectedHeader({ alg: 'ES256', kid: keys[0]?.kid ?? '', ...header }).sign(key ?? (keys[0]?.privateKey as KeyObject));
}

/** Asks for a token as a client does; what is said stands in place of what belongs there. */
export async function request(
  { url }: Pick<Api, 'url'>,
  asker: Asker,
  more: { by?: Holder; assertion?: string; proof?: string | null; body?: object; headers?: object } = {},
) {
  const { by = holder(), assertion, proof, body, headers } = more;
  const shown = proof === null ? {} : { dpop: proof ?? (await proofOf({ by, url: `${url}/oauth/token`, now: clock() })) };
  const fields = { grant_type: 'client_credentials', client_assertion_type: kind, client_assertion: assertion ?? (await assertionOf({ url }, asker)), ...body };
  const response = await fetch(`${url}/oauth/token`, {
    method: 'POST',
    headers: { ...form, ...shown, ...headers },
    body: new URLSearchParams(fields as never),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: text.startsWith('{') ? JSON.parse(text) : {} };
}

/** A token as the endpoint would issue it at an instant, without asking there; bound to a key when one is given. */
export async function tokenOf(
  { sql, url }: Pick<Api, 'sql' | 'url'>,
  { partnerId, name, keys }: Asker,
  now: string,
  more: { by?: Holder; claims?: object } = {},
) {
  const iat = Math.floor(Date.parse(now) / 1000);
  const cnf = more.by ? { cnf: { jkt: more.by.jkt } } : {};
  const claims = {
    iss: url,
    aud: 'assay:partner',
    sub: name,
    client_id: name,
    pid: partnerId,
    ckid: keys[0]?.kid,
    jti: randomUUID(),
    iat,
    exp: iat + 600,
    ...cnf,
  };
  return (await signer(sql, homeKeys.seal, 'token', now)).sign({ ...claims, ...more.claims }, { typ: 'at+jwt' });
}

interface Asking {
  readonly token: string;
  readonly query: string;
  readonly variables?: object;
  readonly headers?: Record<string, string>;
}

/** Asks the graph with a token that is bound to a key. */
export async function askBound({ url }: Pick<Api, 'url'>, by: Holder, now: string, { token, query, variables, headers }: Asking): Promise<Answer> {
  const dpop = await proofOf({ by, url: `${url}/graphql`, now, token });
  return post(url, { 'content-type': 'application/json', authorization: `DPoP ${token}`, dpop, ...headers }, { query, variables });
}

/** Asks the graph with a token that is bound to no key: the server must have been started with `unboundPartners`. */
export const askUnbound = ({ url }: Pick<Api, 'url'>, { token, query, variables, headers }: Asking): Promise<Answer> =>
  post(url, { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers }, { query, variables });

const post = async (url: string, headers: Record<string, string>, body: object): Promise<Answer> =>
  read(await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify(body) }));
