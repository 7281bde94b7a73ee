import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { partnerAlgorithms } from '../access/jwk.ts';
import { Bounded } from '../base/bounded.ts';
import { limits } from '../base/limits.ts';
import type { Problem } from '../base/problem.ts';
import type { Language } from '../base/text.ts';
import { languageOf } from '../graphql/language.ts';
import { type Log, worded } from '../graphql/report.ts';
import { statusOf } from '../graphql/status.ts';
import { encoded, encodingOf, isLarge } from './encoding.ts';
import { problem } from './errors.ts';

const json = 'application/json; charset=utf-8';
const spoken = new Bounded<string, Language>(limits.languagesRemembered);

/** The language of an answer. */
export function languageFor({ headers }: IncomingMessage): Language {
  const wished = headers['accept-language'];
  if (wished === undefined) return 'en';
  const known = spoken.get(wished);
  if (known) return known;
  const language = languageOf(wished);
  if (wished.length <= limits.languageCharacters) spoken.set(wished, language);
  return language;
}

/** What is said: `text` is what people read in `language`, or nobody's language. */
export interface Said {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  readonly language?: Language;
  /** Headers beside those that every answer has. */
  readonly more?: OutgoingHttpHeaders;
}

/** One head and one body. */
export function send(response: ServerResponse, { status, type, text, language, more }: Said): void {
  const bytes = Buffer.from(text);
  response.writeHead(status, headOf(type, bytes.length, language, more));
  response.end(bytes);
}

/** The same, compressed when it is large and the caller can read that. */
export async function answer(request: IncomingMessage, response: ServerResponse, said: Said): Promise<void> {
  const { status, type, text, language } = said;
  if (!isLarge(text)) return send(response, said);
  const more = { ...said.more, vary: 'Accept-Language, Accept-Encoding' };
  const encoding = encodingOf(request.headers['accept-encoding']);
  if (!encoding) return send(response, { ...said, more });
  const bytes = await encoded(text, encoding);
  if (response.destroyed) return;
  response.writeHead(status, { ...headOf(type, bytes.length, language, more), 'content-encoding': encoding });
  response.end(bytes);
}

const headOf = (type: string, length: number, language: Language | undefined, more: OutgoingHttpHeaders | undefined): OutgoingHttpHeaders => {
  const head: OutgoingHttpHeaders = { 'content-type': type, 'content-length': length, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
  if (language) {
    head['content-language'] = language;
    head['vary'] = 'Accept-Language';
  }
  return more ? Object.assign(head, more) : head;
};

/** Says a problem with the status it stands for; the connection stays when little of the request is still to come. */
export function refuse(request: IncomingMessage, response: ServerResponse, found: Problem, log: Log): void {
  const language = languageFor(request);
  const { message, extensions } = worded(found, language, log);
  if (response.headersSent || response.destroyed) return void response.destroy();
  const { code } = found;
  const status = statusOf(code);
  const more: OutgoingHttpHeaders = request.complete ? {} : { connection: 'close' };
  if (status === 401) more['www-authenticate'] = challenge(request, code);
  // Only of people another token would do: what a partner lacks is its agreement's.
  if (status === 403 && !code.startsWith('SHARING_')) more['www-authenticate'] = 'Bearer error="insufficient_scope"';
  if (status === 503) more['retry-after'] = String(found.params['seconds'] ?? 1);
  if (status === 405) more['allow'] = methodsOf(request.url);
  send(response, { status, type: json, text: JSON.stringify({ errors: [{ message, extensions }] }), language, more });
  request.resume();
}

/** How to sign in: with a token bound to a key for who tried that, or should have. */
export function challenge({ headers }: IncomingMessage, code: string): string {
  const isProof = code.startsWith('ACCESS_PROOF');
  if (!isProof && code !== 'ACCESS_TOKEN_BOUND' && !/^DPoP /i.test(headers.authorization ?? '')) return 'Bearer error="invalid_token"';
  return `DPoP error="${isProof ? 'invalid_dpop_proof' : 'invalid_token'}", algs="${partnerAlgorithms.join(' ')}"`;
}

const methodsOf = (url = ''): string => (url.startsWith('/graphql') ? 'GET, POST' : url.startsWith('/oauth/') ? 'POST' : 'GET, HEAD');

const busy = new Map<Language, string>();

/** SERVER_BUSY, for next to nothing: in a flood there are many. A small body that is on its way is let come, so that the connection stays. */
export function turnAway(request: IncomingMessage, response: ServerResponse, log: Log): void {
  const language = languageFor(request);
  const known = busy.get(language);
  const text = known ?? JSON.stringify({ errors: [worded(problem('SERVER_BUSY'), language, log)] });
  if (!known) busy.set(language, text);
  const small = request.complete || Number(request.headers['content-length'] ?? Number.NaN) <= limits.bodyBytes;
  send(response, { status: 503, type: json, text, language, more: small ? { 'retry-after': '1' } : { 'retry-after': '1', connection: 'close' } });
  request.resume();
}
