/** What the program of a sandbox partner is made for. */
export interface Client {
  /** Of the server, without a slash at its end. */
  readonly address: string;
  readonly name: string;
  readonly purpose: string;
}

/**
 * A program of thirty lines that signs in and asks about a test subject, for Node without anything else; with `--headers` it
 * prints the headers of one request for curl. It stands beside `key.json`.
 */
export const clientOf = ({
  address,
  name,
  purpose,
}: Client): string => `// Asks about a test subject: node client.mjs test-grade-a. Headers for one request by curl: node client.mjs --headers
import { createHash, createPrivateKey, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';

const [address, name, purpose] = [${[address, name, purpose].map((text) => JSON.stringify(text)).join(', ')}];
const own = JSON.parse(readFileSync(new URL('key.json', import.meta.url), 'utf8'));
const bound = generateKeyPairSync('ec', { namedCurve: 'P-256' }); // the access token counts with this key alone
const base64 = (data) => Buffer.from(data).toString('base64url');
const jws = (key, head, claims) => {
  const made = { iat: Math.floor(Date.now() / 1000), jti: randomUUID(), ...claims };
  const text = [{ alg: 'ES256', ...head }, made].map((part) => base64(JSON.stringify(part))).join('.');
  return text + '.' + base64(sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }));
};
const jwk = bound.publicKey.export({ format: 'jwk' });
const proof = (htu, more) => jws(bound.privateKey, { typ: 'dpop+jwt', jwk }, { htm: 'POST', htu, ...more });

const claims = { iss: name, sub: name, aud: address, exp: Math.floor(Date.now() / 1000) + 60 };
const client_assertion = jws(createPrivateKey({ key: own, format: 'jwk' }), { kid: own.kid }, claims);
const client_assertion_type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const body = new URLSearchParams({ grant_type: 'client_credentials', client_assertion_type, client_assertion });
const signIn = await fetch(address + '/oauth/token', { method: 'POST', headers: { dpop: proof(address + '/oauth/token') }, body });
const { access_token: token, ...refused } = await signIn.json();
if (!token) throw new Error(JSON.stringify(refused));
const dpop = proof(address + '/graphql', { ath: base64(createHash('sha256').update(token).digest()) });
const headers = { 'content-type': 'application/json', 'assay-purpose': purpose, authorization: 'DPoP ' + token, dpop };
const input = { subject: { reference: process.argv[2] ?? 'test-grade-a' }, purpose, idempotencyKey: randomUUID() };
const query = 'mutation ($input: InquireInput!) { inquire(input: $input) { result { __typename ... on AnsweredInquiry { number grade { grade provisional validUntil reasons { code text } } } ... on NotRatedInquiry { number why } ... on RefusedInquiry { code message } } } }';
if (process.argv[2] === '--headers') for (const [key, value] of Object.entries(headers)) console.log(key + ': ' + value);
else console.log(await (await fetch(address + '/graphql', { method: 'POST', headers, body: JSON.stringify({ query, variables: { input } }) })).text());
`;

/** What a shell is told to ask by curl: headers from the program, one request with them. */
export const curlOf = ({ address, purpose }: Client, file: string): string => {
  const query = `mutation { inquire(input: { subject: { reference: "test-grade-a" }, purpose: "${purpose}", idempotencyKey: "curl-1" }) { result { __typename ... on AnsweredInquiry { number grade { grade } } } } }`;
  return `node ${file} --headers | curl -sS -H @- ${address}/graphql --data '${JSON.stringify({ query })}'`;
};
