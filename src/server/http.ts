import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, Server as ListeningServer } from 'node:net';
import { setTimeout as delay, setImmediate as immediate } from 'node:timers/promises';
import { HeaderMap, type HTTPGraphQLResponse } from '@apollo/server';
import { problem as accessProblem } from '../access/errors.ts';
import { grantsOf } from '../access/grants.ts';
import { Issuer, type IssuerSettings } from '../access/issuer.ts';
import { nobody, type Principal } from '../access/principal.ts';
import { SignIn } from '../access/signin.ts';
import { Verifier } from '../access/token.ts';
import { limits } from '../base/limits.ts';
import type { Problem } from '../base/problem.ts';
import type { Language } from '../base/text.ts';
import type { Day, Instant } from '../base/time.ts';
import type { Sql } from '../db/client.ts';
import { ping } from '../db/ping.ts';
import { contextOf, type World } from '../graphql/context.ts';
import { foreignAnswer } from '../graphql/foreign.ts';
import { Graphs } from '../graphql/graphs.ts';
import { languageOf } from '../graphql/language.ts';
import { type Log, problemFrom, worded } from '../graphql/report.ts';
import { readBody } from './body.ts';
import { problem } from './errors.ts';
import { Gate } from './gate.ts';
import type { Keys } from './keys.ts';
import { page } from './page.ts';
import { schema } from './schema.ts';

export interface Serving {
  readonly sql: Sql;
  readonly keys: Keys;
  readonly currency: string;
  readonly log: Log;
  readonly now: () => Instant;
  readonly today: () => Day;
  /** What people reach it by. */
  readonly publicUrl?: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly host?: string;
  readonly requestSeconds?: number;
  /** Where the company's own people sign in; `assay token` alone when it is not said. */
  readonly signIn?: (IssuerSettings & { readonly seconds?: number; readonly retrySeconds?: number }) | undefined;
  /** Whether tokens of `assay token` are accepted; without `signIn` they always are. */
  readonly ownTokens?: boolean;
}

export interface Served {
  /** Where the server listens. */
  readonly url: string;
  /** Takes no more requests, answers those in flight, ends. The pool stays open: it is the caller's. */
  close(): Promise<void>;
}

/** Serves the graph over HTTP. Throws ACCESS_WITHOUT_SCOPE when a field wears no scope, SERVER_PORT_TAKEN when the port is in use. */
export async function startServer(serving: Serving): Promise<Served> {
  const front = new Front(serving, new Graphs(schema(), serving.log));
  const requestTimeout = (serving.requestSeconds ?? limits.requestSeconds) * 1000;
  const options = {
    maxHeaderSize: limits.headerBytes,
    requestTimeout,
    headersTimeout: Math.min(requestTimeout, 10_000),
    keepAliveTimeout: 65_000,
    connectionsCheckingInterval: 1_000,
  };
  const server = createServer(options, (request, response) => void front.handle(request, response));
  server.on('connection', front.accept);
  await listen(server, serving.port, serving.host);
  front.start();
  const { port } = server.address() as AddressInfo;
  return { url: `http://localhost:${port}`, close: () => front.close(server) };
}

function listen(server: Server, port: number, host: string | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? problem('SERVER_PORT_TAKEN', { port, other: port + 1 }, { cause: error }) : error),
    );
    server.listen(port, host, resolve);
  });
}

const statuses: Readonly<Record<string, number>> = {
  SERVER_BODY_LARGE: 413,
  SERVER_BODY_TYPE: 415,
  SERVER_BUSY: 503,
  SERVER_METHOD: 405,
  SERVER_PATH: 404,
  ACCESS_ROLE_NONE: 403,
  ACCESS_ROLE_SEVERAL: 403,
  ACCESS_ISSUER_UNREACHABLE: 503,
  DB_UNREACHABLE: 503,
  DB_LOST: 503,
  INTERNAL: 500,
};

/** One handler in front of everything: bounded body, token once verified, admission, then the graph of the caller's grants. */
class Front {
  private closing = false;
  private late = false;
  private accepted = 0;
  private pinging: Promise<boolean> | undefined;
  private readonly answering = new Set<ServerResponse>();
  private readonly gate = new Gate(limits.requestsInFlight, limits.requestsQueued);
  private readonly issuer: Issuer | undefined;
  private readonly signIn: SignIn;
  private readonly world: World;
  private readonly serving: Serving;
  private readonly graphs: Graphs;

  constructor(serving: Serving, graphs: Graphs) {
    this.serving = serving;
    this.graphs = graphs;
    const { signIn, ownTokens, sql, keys, currency, now, today, log } = serving;
    this.issuer = signIn && new Issuer(signIn, { ...signIn, now, warn: (entry, message) => log.warn(entry, message) });
    this.signIn = new SignIn(signIn && !ownTokens ? undefined : new Verifier(keys.token), this.issuer);
    this.world = { sql, keys, currency, now, today };
  }

  start(): void {
    this.issuer?.keys.start();
  }

  readonly accept = (): void => void (this.accepted += 1);

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('x-content-type-options', 'nosniff');
    response.setHeader('cache-control', 'no-store');
    if (this.closing) response.setHeader('connection', 'close');
    this.answering.add(response);
    response.once('close', () => this.answering.delete(response));
    try {
      await this.route(request, response);
    } catch (error) {
      this.refuse(request, response, problemFrom(error));
    }
  }

  async close(server: Server): Promise<void> {
    this.closing = true;
    this.issuer?.keys.close();
    const late = setTimeout(() => {
      this.late = true;
      server.closeAllConnections();
    }, limits.closeSeconds * 1000);
    for (const response of this.answering) if (!response.headersSent) response.setHeader('connection', 'close');
    await this.quiet();
    // An http server's own close would cut connections whose request is on its way: they count as idle until it is read.
    const closed = new Promise<void>((resolve) => ListeningServer.prototype.close.call(server, () => resolve()));
    await Promise.race([closed, this.quiet()]);
    server.close();
    await closed;
    clearTimeout(late);
    await this.graphs.close();
  }

  /** A while, then until turns of the event loop bring nobody: it accepts one connection a turn, so who came before closing may still queue. */
  private async quiet(): Promise<void> {
    await delay(limits.closeGraceMs);
    for (let before = -1; before !== this.accepted && !this.late; ) {
      before = this.accepted;
      for (let turn = 0; turn < 3; turn += 1) await immediate();
    }
  }

  private async route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = URL.parse(request.url ?? '/', 'http://localhost');
    if (!url) throw problem('SERVER_PATH');
    const { pathname, search } = url;
    if (pathname === '/graphql') return this.graph(request, response, search);
    if (request.method !== 'GET' && request.method !== 'HEAD') throw problem('SERVER_METHOD', { method: request.method ?? '' });
    if (pathname === '/livez') return send(response, 200, 'text/plain', 'alive\n');
    if (pathname === '/readyz') return this.ready(response);
    if (pathname !== '/') throw problem('SERVER_PATH');
    response.setHeader('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");
    const address = this.serving.publicUrl ?? `http://localhost:${this.serving.port}`;
    send(response, 200, 'text/html; charset=utf-8', page(address, speak(request, response), this.signIn.elsewhere));
  }

  private async graph(request: IncomingMessage, response: ServerResponse, search: string): Promise<void> {
    const { method = '' } = request;
    if (method !== 'POST' && method !== 'GET') throw problem('SERVER_METHOD', { method });
    const principal = await this.principal(request);
    const body = method === 'POST' ? await readBody(request) : undefined;
    const grants = grantsOf(principal);
    const language = speak(request, response);
    const server = await this.graphs.of(grants);
    const httpGraphQLRequest = { method, headers: headersOf(request), search, body };
    const context = async () => contextOf(this.world, principal, grants, language);
    const answer = await this.gate.run(() => server.executeHTTPGraphQLRequest({ httpGraphQLRequest, context }));
    await write(response, answer, language);
  }

  private async principal(request: IncomingMessage): Promise<Principal> {
    const { authorization } = request.headers;
    if (authorization === undefined) return nobody;
    const token = /^Bearer ([\w.~+/-]+=*)$/i.exec(authorization)?.[1];
    if (!token) throw accessProblem('ACCESS_TOKEN_MISSING');
    return this.signIn.principal(token, this.serving.now());
  }

  private async ready(response: ServerResponse): Promise<void> {
    // One at a time however many ask: the driver queues without limit.
    this.pinging ??= ping(this.serving.sql).finally(() => (this.pinging = undefined));
    const inTime = new Promise<false>((resolve) => setTimeout(resolve, 2_000, false).unref());
    const good = !this.closing && (await Promise.race([this.pinging, inTime]));
    // A server that never had the keys would refuse everybody; one that has them serves on while their issuer is down.
    if (good && !this.signIn.ready()) return send(response, 503, 'text/plain', 'not ready: the sign-in issuer has not told its keys\n');
    send(response, good ? 200 : 503, 'text/plain', good ? 'ready\n' : 'not ready\n');
  }

  private refuse(request: IncomingMessage, response: ServerResponse, found: Problem): void {
    const { message, extensions } = worded(found, languageOf(request.headers['accept-language']), this.serving.log);
    if (response.headersSent || response.destroyed) return void response.destroy();
    speak(request, response);
    const status = statuses[found.code] ?? (found.code.startsWith('ACCESS_') ? 401 : 400);
    if (status === 401) response.setHeader('www-authenticate', 'Bearer error="invalid_token"');
    if (status === 403) response.setHeader('www-authenticate', 'Bearer error="insufficient_scope"');
    if (status === 503) response.setHeader('retry-after', String(found.params['seconds'] ?? 1));
    if (status === 405) response.setHeader('allow', request.url?.startsWith('/graphql') ? 'GET, POST' : 'GET, HEAD');
    if (!request.complete) response.setHeader('connection', 'close');
    send(response, status, 'application/json; charset=utf-8', JSON.stringify({ errors: [{ message, extensions }] }));
    request.resume();
  }
}

/** The language of an answer, said in its headers. */
function speak(request: IncomingMessage, response: ServerResponse): Language {
  const language = languageOf(request.headers['accept-language']);
  response.setHeader('content-language', language);
  response.setHeader('vary', 'Accept-Language');
  return language;
}

function headersOf(request: IncomingMessage): HeaderMap {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  return headers;
}

async function write(response: ServerResponse, answer: HTTPGraphQLResponse, language: Language): Promise<void> {
  for (const [name, value] of answer.headers) response.setHeader(name, value);
  response.statusCode = answer.status ?? 200;
  if (answer.body.kind === 'complete') return void response.end(response.statusCode < 400 ? answer.body.string : foreignAnswer(answer.body.string, language));
  for await (const chunk of answer.body.asyncIterator) response.write(chunk);
  response.end();
}

function send(response: ServerResponse, status: number, type: string, text: string): void {
  response.writeHead(status, { 'content-type': type });
  response.end(text);
}
