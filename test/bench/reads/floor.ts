import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import postgres from 'postgres';
import { statements } from './statements.ts';

/** The least a server can do: node:http, postgres.js, one prepared statement whose text goes to the socket as it comes. */
const { DATABASE_URL: url = '', TOKEN: token = '', POOL: pool = '' } = process.env;
const sql = postgres(url, { max: Number(pool), max_lifetime: null, onnotice: () => {}, connection: { application_name: 'bench floor' } });
const authorization = `Bearer ${token}`;

const byPath: Readonly<Record<string, (query: URLSearchParams) => readonly [string, unknown[]]>> = {
  '/customer360': (query) => [statements.customer360, [query.get('id')]],
  '/page': (query) => [statements.page, [query.get('grade') === null ? null : [query.get('grade')], Number(query.get('below'))]],
  '/grade': (query) => [statements.grade, [query.get('id')]],
};

const server = createServer(async (request, response) => {
  try {
    if (request.headers.authorization !== authorization) return end(response, 401, Buffer.from('{"errors":[]}'));
    const [path = '', query = ''] = (request.url ?? '').split('?');
    const found = byPath[path]?.(new URLSearchParams(query));
    if (!found) return end(response, 404, Buffer.from('{"errors":[]}'));
    const [row] = await sql.unsafe(found[0], found[1] as never[], { prepare: true }).raw();
    end(response, 200, (row as unknown as Buffer[])[0] as Buffer);
  } catch (error) {
    end(response, 500, Buffer.from(JSON.stringify({ errors: [String(error)] })));
  }
});

function end(response: ServerResponse, status: number, body: Buffer): void {
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
}

server.listen(0, '127.0.0.1', () => process.stdout.write(`${JSON.stringify({ port: (server.address() as AddressInfo).port })}\n`));
