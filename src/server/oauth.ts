import { IncomingMessage, type ServerResponse } from 'node:http';
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { Language } from '../base/text.ts';
import { type Log, problemFrom, worded } from '../graphql/report.ts';
import { statusOf } from '../graphql/status.ts';
import { textOf } from '../graphql/texts.ts';
import { type SigningKey, signing } from '../sharing/key/signing.ts';
import { languageFor, turnAway } from './answer.ts';
import { readForm } from './body.ts';
import { problem } from './errors.ts';
import type { Gate } from './gate.ts';
import type { Metrics } from './metrics.ts';
import type { Issuing } from './provider.ts';
import { Visit } from './visit.ts';

interface Endpoint extends Issuing {
  readonly seal: readonly Uint8Array[];
  readonly gate: Gate;
  readonly metrics: Metrics;
  readonly log: Log;
}

/** The token endpoint: bounded body, a place at the same gate as the graph, and then the provider alone. */
export class OAuth {
  private made: { kid: string; answer: Promise<ReturnType<Provider['callback']>> } | undefined;
  private readonly to: Endpoint;

  constructor(to: Endpoint) {
    this.to = to;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '' } = request;
    const { gate, metrics, log } = this.to;
    if (method !== 'POST') throw problem('SERVER_METHOD', { method });
    const visit = new Visit(response);
    const body = gate.full ? undefined : await readForm(request);
    const refusal = body === undefined ? 'full' : gate.enter(visit) ? undefined : await gate.wait(visit);
    if (refusal !== undefined || body === undefined) {
      metrics.refused(refusal ?? 'full');
      if (!response.destroyed) turnAway(request, response, log);
      return;
    }
    try {
      await this.answer(request, response, body);
    } finally {
      gate.leave(visit);
    }
  }

  private async answer(request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void> {
    const { sql, seal, now, issuer } = this.to;
    const answer = await this.by(await signing(sql, seal, 'token', now()));
    if (response.destroyed) return;
    response.setHeader('x-content-type-options', 'nosniff');
    await answer(again(request, body, issuer), response);
  }

  /** The provider of the key that signs now. It is loaded at first need: most of it serves browsers, which are not here. */
  private by(key: SigningKey): Promise<ReturnType<Provider['callback']>> {
    if (this.made?.kid !== key.kid) this.made = { kid: key.kid, answer: this.make(key) };
    return this.made.answer;
  }

  private async make(key: SigningKey): Promise<ReturnType<Provider['callback']>> {
    const { provider } = await import('./provider.ts');
    const made = provider(this.to, key);
    // Where it is, is told by `again` alone.
    made.proxy = true;
    made.use(advised);
    made.on('server_error', (context, error) => this.fail(context, error));
    return made.callback();
  }

  /** What went wrong inside, in the form of OAuth with our words. */
  private fail(context: KoaContextWithOIDC, error: Error): void {
    const found = problemFrom(error);
    const language: Language = languageFor(context.req);
    const { message, extensions } = worded(found, language, this.to.log);
    context.status = statusOf(found.code) === 503 ? 503 : 500;
    if (context.status === 503) context.set('retry-after', String(found.params['seconds'] ?? 1));
    context.body = { error: context.status === 503 ? 'temporarily_unavailable' : 'server_error', error_description: message, ...extensions };
  }
}

/** What OAuth says in one word, with what to do about it. */
async function advised(context: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
  await next();
  const body = context.body as { error?: unknown; hint?: unknown } | undefined;
  if (typeof body?.error !== 'string' || body.hint !== undefined) return;
  const { hint } = textOf(`OAUTH_${body.error.toUpperCase()}`, languageFor(context.req));
  if (hint !== '') context.body = { ...body, hint };
}

/**
 * The same request with a body that is here already, from no page of a browser, sent to where we are called from outside: a proof
 * is held against that, whatever the request or a proxy says.
 */
function again({ socket, url = '', headers }: IncomingMessage, body: Buffer, issuer: string): IncomingMessage {
  const { 'transfer-encoding': _, origin: __, ...others } = headers;
  const { host, protocol, pathname } = new URL(issuer);
  const request = Object.assign(new IncomingMessage(socket), { method: 'POST', url, originalUrl: `${pathname.replace(/\/$/, '')}${url}`, complete: true });
  const place = { host, 'x-forwarded-host': host, 'x-forwarded-proto': protocol.slice(0, -1) };
  request.headers = { ...others, ...place, 'content-length': String(body.length) };
  request.push(body);
  request.push(null);
  return request;
}
