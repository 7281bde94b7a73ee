import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import type { Sql } from '../../src/db/client.ts';
import { type Answer, type Api, at, read } from './world.ts';

/** A key of an issuer: what it signs with and what it publishes. */
export interface Signer {
  readonly kid: string;
  readonly alg: string;
  readonly key: CryptoKey;
  readonly jwk: JWK;
}

export async function signer(kid: string, alg = 'ES256'): Promise<Signer> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, alg, key: privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

type Reply = (response: ServerResponse) => void;
export const json =
  (value: unknown): Reply =>
  (response) =>
    void response.setHeader('content-type', 'application/json').end(JSON.stringify(value));

export const audience = 'api://assay';
export const seconds = Date.parse(at) / 1000;

/** An OIDC issuer on this machine that publishes what a test tells it to. */
export class TestIssuer {
  readonly asked: string[] = [];
  /** What it publishes. */
  signers: Signer[] = [];
  /** How it answers instead. */
  discovery: Reply | undefined;
  keys: Reply | undefined;
  private readonly server = createServer((request, response) => this.answer(request.url ?? '', response));
  private port = 0;

  async up(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(this.port, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
    return this;
  }

  async down(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/realms/staff`;
  }

  get settings() {
    return { issuer: this.url, audience, roleClaim: 'realm_access.roles' };
  }

  get document() {
    return { issuer: this.url, jwks_uri: `${this.url}/certs` };
  }

  /** How often its keys were asked for. */
  get keysAsked(): number {
    return this.asked.filter((path) => path.endsWith('/certs')).length;
  }

  claims(more: object = {}): Record<string, unknown> {
    return {
      iss: this.url,
      aud: audience,
      sub: 'f:1:ann',
      iat: seconds - 10,
      exp: seconds + 300,
      realm_access: { roles: ['offline_access', 'agent'] },
      ...more,
    };
  }

  token(by: Signer, more: object = {}, header: object = {}): Promise<string> {
    const payload = Object.fromEntries(Object.entries(this.claims(more)).filter(([, value]) => value !== undefined));
    return new SignJWT(payload).setProtectedHeader({ alg: by.alg, kid: by.kid, typ: 'JWT', ...header }).sign(by.key, { crit: { x: true } });
  }

  private answer(path: string, response: ServerResponse): void {
    this.asked.push(path);
    if (path.endsWith('/.well-known/openid-configuration')) return (this.discovery ?? json(this.document))(response);
    if (path.endsWith('/certs')) return (this.keys ?? json({ keys: this.signers.map(({ jwk }) => jwk) }))(response);
    response.writeHead(404).end();
  }
}

/** A database that answers and holds nothing: what a token may ask is in the schema. */
export const empty = (): Sql => Object.assign(() => Promise.resolve([]), { options: {} }) as unknown as Sql;

export const code = ({ errors }: Answer) => errors[0]?.extensions['code'];

export async function ask(world: Api, bearer: string, query = '{ __type(name: "Customer") { name } }', language = 'en') {
  const headers = { 'content-type': 'application/json', 'accept-language': language, authorization: `Bearer ${bearer}` };
  return read(await fetch(`${world.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) }));
}
export const asked = async (world: Api, bearer: string): Promise<unknown[]> => {
  const answer = await ask(world, bearer);
  return [answer.status, code(answer)];
};
