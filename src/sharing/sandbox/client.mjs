// Asks about a test subject: node client.mjs test-grade-a. Headers of one request for curl: node client.mjs --headers
import { createHash, createPrivateKey, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';

const read = (file) => JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'));
const [{ address, name, purpose }, own] = [read('client.json'), read('key.json')];
const bound = generateKeyPairSync('ec', { namedCurve: 'P-256' }); // the access token counts with this key alone
const base64 = (data) => Buffer.from(data).toString('base64url');
const seconds = Math.floor(Date.now() / 1000);
const jws = (key, head, claims) => {
  const text = [{ alg: 'ES256', ...head }, { iat: seconds, jti: randomUUID(), ...claims }].map((part) => base64(JSON.stringify(part))).join('.');
  return `${text}.${base64(sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }))}`;
};
const jwk = bound.publicKey.export({ format: 'jwk' });
const proof = (htu, more) => jws(bound.privateKey, { typ: 'dpop+jwt', jwk }, { htm: 'POST', htu, ...more });

const claims = { iss: name, sub: name, aud: address, exp: seconds + 60 };
const client_assertion = jws(createPrivateKey({ key: own, format: 'jwk' }), { kid: own.kid }, claims);
const client_assertion_type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const body = new URLSearchParams({ grant_type: 'client_credentials', client_assertion_type, client_assertion });
const answer = await fetch(`${address}/oauth/token`, { method: 'POST', headers: { dpop: proof(`${address}/oauth/token`) }, body });
const { access_token: token, ...refused } = await answer.json();
if (!token) throw new Error(JSON.stringify(refused));
const dpop = proof(`${address}/graphql`, { ath: base64(createHash('sha256').update(token).digest()) });
const headers = { 'content-type': 'application/json', 'assay-purpose': purpose, authorization: `DPoP ${token}`, dpop };
const input = { subject: { reference: process.argv[2] ?? 'test-grade-a' }, purpose, idempotencyKey: randomUUID() };
const fields = '__typename ... on AnsweredInquiry { number grade { grade provisional validUntil reasons { text } } } ... on NotRatedInquiry { number why }';
const query = `mutation ($input: InquireInput!) { inquire(input: $input) { result { ${fields} ... on RefusedInquiry { code message } } } }`;
if (process.argv[2] === '--headers') for (const [key, value] of Object.entries(headers)) console.log(`${key}: ${value}`);
else console.log(await (await fetch(`${address}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query, variables: { input } }) })).text());
