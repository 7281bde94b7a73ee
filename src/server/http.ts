import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, Server as ListeningServer, type Socket } from 'node:net';
import { setTimeout as delay, setImmediate as immediate } from 'node:timers/promises';
import { problem as accessProblem } from '../access/errors.ts';
import { limits } from '../base/limits.ts';
import type { Day } from '../base/time.ts';
import type { Sql } from '../db/client.ts';
import { ping } from '../db/ping.ts';
import { Graphs } from '../graphql/graphs.ts';
import { problemFrom } from '../graphql/report.ts';
import { languageFor, refuse, type Said, send } from './answer.ts';
import { Callers, type Calling } from './callers.ts';
import { Clients } from './clients.ts';
import { secondsLeft } from './clock.ts';
import { problem } from './errors.ts';
import { type Bounds, Gate } from './gate.ts';
import { Metrics } from './metrics.ts';
import { OAuth } from './oauth.ts';
import { Operations } from './operation.ts';
import { page } from './page.ts';
import { reads, schema } from './schema.ts';
import { type Sharing, type SharingParts, sharing } from './sharing.ts';
import { WellKnown } from './wellknown.ts';

export interface Serving extends Calling {
  /** Connections that short statements share. */
  readonly quick?: Sql;
  readonly currency: string;
  readonly today: () => Day;
  /** Seconds left of it; without it the day is that of UTC. */
  readonly secondsLeft?: () => number;
  /** Of who may make roles for partners; the pool's own login where it is not said. */
  readonly owner?: Sql;
  /** The role that the server's pools run as. */
  readonly role?: string | undefined;
  /** File that signed checkpoints of the audit are added to. */
  readonly checkpoints?: string;
  /** In the place of the audit of inquiries: to measure what it costs. */
  readonly enter?: SharingParts['enter'];
  /** What people reach it by. */
  readonly publicUrl?: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly host?: string;
  readonly requestSeconds?: number;
  /** What the gate lets in and lets wait, where it differs from the limits. */
  readonly gate?: Partial<Bounds>;
  /** Leaves every operation to the resolvers: what its one statement answers must be the same. */
  readonly plain?: boolean;
}

export interface Served {
  /** Where the server listens. */
  readonly url: string;
  /** Takes no more requests, answers those in flight, ends. The pool stays open: it is the caller's. */
  close(): Promise<void>;
}

/** Serves the graph over HTTP. Throws ACCESS_WITHOUT_SCOPE when a field wears no scope, SERVER_PORT_TAKEN when the port is in use. */
export async function startServer(serving: Serving): Promise<Served> {
  let address = '';
  const timeLeft = serving.secondsLeft ?? (() => secondsLeft('UTC'));
  const shared = sharing({ ...serving, secondsLeft: timeLeft, address: () => address });
  const graphs = new Graphs(schema(), serving.log, serving.plain ? undefined : reads(), shared.doors);
  const requestTimeout = (serving.requestSeconds ?? limits.requestSeconds) * 1000;
  const options = {
    maxHeaderSize: limits.headerBytes,
    requestTimeout,
    headersTimeout: Math.min(requestTimeout, 10_000),
    keepAliveTimeout: 65_000,
    connectionsCheckingInterval: 1_000,
  };
  const server = createServer(options);
  await listen(server, serving.port, serving.host);
  const { port } = server.address() as AddressInfo;
  address = (serving.publicUrl ?? `http://localhost:${port}`).replace(/\/+$/, '');
  const front = new Front(serving, graphs, shared, address);
  server.on('connection', front.accept);
  server.on('request', (request, response) => void front.handle(request, response));
  front.start();
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

/** One handler in front of everything: where a request goes, whose token it carries, and closing without losing one. */
class Front {
  private closing = false;
  private late = false;
  private accepted = 0;
  private pinging: Promise<boolean> | undefined;
  private readonly answering = new Set<ServerResponse>();
  private readonly sockets = new Set<Socket>();
  private readonly callers: Callers;
  private readonly clients: Clients;
  private readonly oauth: OAuth;
  private readonly wellKnown: WellKnown;
  private readonly operations: Operations;
  private readonly metrics: Metrics;
  private readonly serving: Serving;
  private readonly graphs: Graphs;
  private readonly shared: Sharing;
  private readonly address: string;

  /** `address`: what we are called by from outside, without a slash at its end. */
  constructor(serving: Serving, graphs: Graphs, shared: Sharing, address: string) {
    this.shared = shared;
    this.serving = serving;
    this.graphs = graphs;
    this.address = address;
    const { sql, quick, keys, currency, now, today, log } = serving;
    const gate = new Gate(serving.gate);
    this.metrics = new Metrics(gate);
    const world = { sql, quick, keys, currency, address, now, today, noted: shared.noted };
    this.callers = new Callers(serving, address);
    this.clients = new Clients(sql, { now, warn: log.warn.bind(log) });
    this.oauth = new OAuth({ issuer: address, sql, seal: keys.seal, clients: this.clients, gate, metrics: this.metrics, log, now });
    this.wellKnown = new WellKnown(address, sql);
    const { partners } = shared;
    this.operations = new Operations({ world, graphs, gate, metrics: this.metrics, log, partners, principal: (request) => this.callers.principal(request) });
  }

  start(): void {
    this.callers.start();
  }

  readonly accept = (socket: Socket): void => {
    this.accepted += 1;
    this.sockets.add(socket);
    socket.once('close', () => this.sockets.delete(socket));
  };

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.closing) response.setHeader('connection', 'close');
    this.answering.add(response);
    response.once('close', () => this.answering.delete(response));
    try {
      await this.route(request, response);
    } catch (error) {
      refuse(request, response, problemFrom(error), this.serving.log);
    }
  }

  async close(server: Server): Promise<void> {
    this.closing = true;
    this.callers.close();
    this.clients.close();
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
    // Opened in advance and never used: to the server they are neither idle nor, once it closes, ever too late.
    for (const socket of this.sockets) if (socket.bytesRead === 0) socket.destroy();
    await closed;
    clearTimeout(late);
    await Promise.all([this.graphs.close(), this.shared.close()]);
  }

  /** A while, then until turns of the event loop bring nobody: it accepts one connection a turn, so who came before closing may still queue. */
  private async quiet(): Promise<void> {
    await delay(limits.closeGraceMs);
    for (let before = -1; before !== this.accepted && !this.late; ) {
      before = this.accepted;
      for (let turn = 0; turn < 3; turn += 1) await immediate();
    }
  }

  private route(request: IncomingMessage, response: ServerResponse): Promise<void> | void {
    const { pathname, search } = placeOf(request.url ?? '/');
    if (pathname === '/graphql') return this.operations.handle(request, response, search);
    if (pathname === '/oauth/token') return this.oauth.handle(request, response);
    if (request.method !== 'GET' && request.method !== 'HEAD') throw problem('SERVER_METHOD', { method: request.method ?? '' });
    if (pathname === '/livez') return send(response, { status: 200, type: 'text/plain', text: 'alive\n' });
    if (pathname === '/readyz') return this.ready(response);
    if (pathname === '/metrics') return this.measured(request, response);
    if (pathname.startsWith('/.well-known/')) return this.published(pathname, response);
    if (pathname !== '/') throw problem('SERVER_PATH');
    const language = languageFor(request);
    const text = page(this.address, language, this.callers.elsewhere);
    send(response, { status: 200, type: 'text/html; charset=utf-8', text, language, more: pageHead });
  }

  private async published(pathname: string, response: ServerResponse): Promise<void> {
    const said = await this.wellKnown.at(pathname);
    if (!said) throw problem('SERVER_PATH');
    send(response, said);
  }

  /** Counts of the server, for its own machine and for who runs it. */
  private async measured(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isOwnMachine(request)) {
      const { role } = await this.callers.principal(request);
      if (role === null) throw accessProblem('ACCESS_TOKEN_MISSING');
      if (role !== 'operator' && role !== 'admin') throw problem('SERVER_METRICS');
    }
    send(response, { status: 200, type: this.metrics.type, text: await this.metrics.text() });
  }

  private async ready(response: ServerResponse): Promise<void> {
    // One at a time however many ask: the driver queues without limit.
    this.pinging ??= ping(this.serving.sql).finally(() => (this.pinging = undefined));
    const inTime = new Promise<false>((resolve) => setTimeout(resolve, 2_000, false).unref());
    const good = !this.closing && (await Promise.race([this.pinging, inTime]));
    // A server that never had the keys would refuse everybody; one that has them serves on while their issuer is down.
    if (good && !this.callers.ready()) return send(response, unready('not ready: the sign-in issuer has not told its keys\n'));
    send(response, good ? { status: 200, type: 'text/plain', text: 'ready\n' } : unready('not ready\n'));
  }
}

const unready = (text: string): Said => ({ status: 503, type: 'text/plain', text });
const pageHead = { 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'" };

/** Path and query of a request: of a whole address, which proxies are asked for, too. */
function placeOf(target: string): { pathname: string; search: string } {
  if (!target.startsWith('/')) {
    const url = URL.parse(target);
    if (!url) throw problem('SERVER_PATH');
    return url;
  }
  const end = target.indexOf('?');
  return end < 0 ? { pathname: target, search: '' } : { pathname: target.slice(0, end), search: target.slice(end) };
}

/** Asked on this machine and not handed on by a proxy on it. */
const isOwnMachine = ({ socket, headers }: IncomingMessage): boolean =>
  /^(::ffff:)?127\.|^::1$/.test(socket.remoteAddress ?? '') && handedOn.every((name) => headers[name] === undefined);
const handedOn = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'];
