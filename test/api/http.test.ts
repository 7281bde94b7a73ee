import { request as ask } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { limits } from '../../src/base/limits.ts';
import { type Api, api, read, token } from './world.ts';

let world: Api;
let authorization: string;
beforeAll(async () => {
  world = await api();
  authorization = `Bearer ${await token('admin')}`;
});

const large = '{ __schema { types { name description fields { name description args { name description } type { name ofType { name } } } } } }';
const small = '{ about { name } }';

/** The answer as it came over the wire. */
const raw = (query: string, headers: Record<string, string>): Promise<{ headers: Record<string, unknown>; bytes: Buffer }> =>
  new Promise((resolve, reject) => {
    const sent = ask(`${world.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', authorization, ...headers } }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => resolve({ headers: response.headers, bytes: Buffer.concat(parts) }));
    });
    sent.on('error', reject);
    sent.end(JSON.stringify({ query }));
  });

describe('answers', () => {
  it('are compressed above a size, when the caller can read that, and say that they vary', async () => {
    const plain = await raw(large, {});
    expect(plain.bytes.length).toBeGreaterThan(limits.compressCharacters);
    expect([plain.headers['content-encoding'], plain.headers['vary']]).toEqual([undefined, 'Accept-Language, Accept-Encoding']);
    for (const [encoding, undo] of [
      ['br', brotliDecompressSync],
      ['gzip', gunzipSync],
    ] as const) {
      const packed = await raw(large, { 'accept-encoding': encoding });
      expect([packed.headers['content-encoding'], packed.headers['vary'], packed.headers['content-length']]).toEqual([
        encoding,
        'Accept-Language, Accept-Encoding',
        String(packed.bytes.length),
      ]);
      expect(packed.bytes.length).toBeLessThan(plain.bytes.length / 2);
      expect(undo(packed.bytes).equals(plain.bytes)).toBe(true);
    }
    expect((await raw(small, { 'accept-encoding': 'br, gzip' })).headers['content-encoding']).toBeUndefined();
  });

  it('come with one head: their length, no store, no guessing, and the connection stays', async () => {
    const { headers, bytes } = await raw(small, { connection: 'keep-alive' });
    expect(headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'content-length': String(bytes.length),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-language': 'en',
      vary: 'Accept-Language',
      connection: 'keep-alive',
    });
  });

  it('are of the type that the caller prefers, and refusals of the graph of the status that goes with it', async () => {
    const typed = async (accept: string, query: string) => {
      const { status, headers } = await world.ask('agent', query, { headers: { accept } });
      return [status, headers.get('content-type')];
    };
    const [json, own] = ['application/json; charset=utf-8', 'application/graphql-response+json; charset=utf-8'];
    expect(await typed('application/graphql-response+json, application/json;q=0.9', small)).toEqual([200, own]);
    expect(await typed('application/graphql-response+json, application/json;q=0.9', '{ nothing }')).toEqual([400, own]);
    expect(await typed('application/json', '{ nothing }')).toEqual([200, json]);
    expect(await typed('*/*', '{ nothing }')).toEqual([400, json]);
    expect(await typed('application/json', '')).toEqual([400, json]);
    expect((await typed('text/html', small))[0]).toBe(406);
  });

  it('of other methods than GET and POST are refused', async () => {
    for (const method of ['HEAD', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
      const response = await fetch(`${world.url}/graphql`, { method });
      expect([method, response.status, response.headers.get('allow')]).toEqual([method, 405, 'GET, POST']);
    }
    expect((await fetch(`${world.url}/livez`, { method: 'HEAD' })).status).toBe(200);
  });
});

describe('metrics', () => {
  const metrics = async (headers: Record<string, string> = {}) => read(await fetch(`${world.url}/metrics`, { headers }));
  const elsewhere = { 'x-forwarded-for': '192.0.2.7' };

  it('count requests from admission to the last byte, and nothing of what they are about', async () => {
    const count = async () => Number(/^assay_request_seconds_count (\d+)$/m.exec((await metrics()).text)?.[1]);
    const before = await count();
    for (let at = 0; at < 5; at += 1) await world.ask('agent', 'query Canary { customer(source: "crm", key: "A-1") { name } }');
    expect(await count()).toBe(before + 5);
    const { text, headers } = await metrics();
    expect(headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(text).toMatch(/^assay_requests_refused_total\{cause="full"\} 0$/m);
    expect(text).toMatch(/^assay_requests_in_flight 0$/m);
    expect(text).toMatch(/^assay_requests_queued 0$/m);
    expect(text).toMatch(/^process_resident_memory_bytes [1-9]/m);
    expect(text).not.toMatch(/Canary|A-1|crm|agent/);
  });

  it('are for this machine, and elsewhere for who runs the server', async () => {
    expect((await metrics()).status).toBe(200);
    const nobody = await metrics(elsewhere);
    expect([nobody.status, nobody.errors[0]?.extensions['code'], nobody.headers.get('www-authenticate')]).toEqual([
      401,
      'ACCESS_TOKEN_MISSING',
      'Bearer error="invalid_token"',
    ]);
    expect((await metrics({ ...elsewhere, authorization: 'Bearer none' })).status).toBe(401);
    for (const role of ['agent', 'steward', 'officer'] as const) {
      const { status, errors } = await metrics({ ...elsewhere, authorization: `Bearer ${await token(role)}` });
      expect([role, status, errors[0]?.extensions['code']]).toEqual([role, 403, 'SERVER_METRICS']);
    }
    for (const role of ['operator', 'admin'] as const)
      expect((await metrics({ ...elsewhere, authorization: `Bearer ${await token(role)}` })).text).toContain('assay_request_seconds_bucket');
    expect((await fetch(`${world.url}/metrics`, { method: 'POST' })).status).toBe(405);
  });
});
