import { createPrivateKey, hash, type KeyObject, randomBytes, sign } from 'node:crypto';
import type { Proving, Slice, Target, Template } from './protocol.ts';

/** Proofs that a slice finds made, for each second and connection: making one takes as long as sending a request. */
const proofsAhead = 100;

type Asking = Pick<Slice, 'operation' | 'from' | 'token'> & Partial<Pick<Slice, 'seconds' | 'connections'>>;

/** The text of each request in turn. */
export function requests(target: Target, { operation, from, token = target.token, seconds = 0, connections = 0 }: Asking): () => string {
  const { method, path, before, after, end } = target.templates[operation] as Template;
  const list = target.variables[operation] as readonly string[];
  const prove = target.proving && proofs(target.proving, method, token, seconds * connections * proofsAhead);
  const authorization = `authorization: ${prove ? 'DPoP' : 'Bearer'} ${token}\r\n`;
  const shared = `HTTP/1.1\r\nhost: 127.0.0.1:${target.port}\r\n${authorization}accept: application/json\r\n`;
  let at = from;
  if (method === 'GET') return () => `GET ${path}${before}${list[at++ % list.length]}${after} ${shared}\r\n`;
  const head = `POST ${path} ${shared}content-type: application/json\r\n`;
  const own = randomBytes(6).toString('hex');
  return () => {
    const behind = end === undefined ? '' : `${own}-${at}${end}`;
    const body = `${before}${list[at++ % list.length]}${after}${behind}`;
    return `${head}${prove ? `dpop: ${prove()}\r\n` : ''}content-length: ${body.length}\r\n\r\n${body}`;
  };
}

/** Proofs of possession (RFC 9449), each once. */
function proofs({ jwk, url }: Proving, method: string, token: string, ahead: number): () => string {
  const key = createPrivateKey({ key: jwk as never, format: 'jwk' });
  const { kty, crv, x, y } = jwk;
  const head = Buffer.from(JSON.stringify({ typ: 'dpop+jwt', alg: 'ES256', jwk: { kty, crv, x, y } })).toString('base64url');
  const claims = { htm: method, htu: url, ath: hash('sha256', token, 'base64url') };
  const make = (): string => signed(key, head, { ...claims, iat: Math.floor(Date.now() / 1_000), jti: randomBytes(16).toString('base64url') });
  const made = Array.from({ length: ahead }, make);
  return () => made.pop() ?? make();
}

function signed(key: KeyObject, head: string, claims: object): string {
  const text = `${head}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
  return `${text}.${sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}
