import type { IncomingMessage } from 'node:http';
import { limits } from '../base/limits.ts';
import { problem } from './errors.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The JSON object of a request's body: at most `limits.bodyBytes`, declared as JSON, in UTF-8. Throws SERVER_BODY_*. */
export async function readBody(request: IncomingMessage): Promise<object> {
  const { 'content-type': type = '', 'content-length': length } = request.headers;
  if (type !== 'application/json' && !/^application\/json\s*(;|$)/i.test(type)) throw problem('SERVER_BODY_TYPE');
  if (Number(length ?? 0) > limits.bodyBytes) throw tooLarge(limits.bodyBytes);
  const bytes = await collect(request, limits.bodyBytes);
  try {
    const body: unknown = JSON.parse(utf8.decode(bytes));
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body;
  } catch {
    throw problem('SERVER_BODY_JSON');
  }
  throw problem('SERVER_BODY_JSON');
}

/** The bytes of a form in a request's body: at most `limits.tokenRequestBytes`. Throws SERVER_FORM_TYPE, SERVER_BODY_*. */
export async function readForm(request: IncomingMessage): Promise<Buffer> {
  const { 'content-type': type = '', 'content-length': length } = request.headers;
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type)) throw problem('SERVER_FORM_TYPE');
  if (Number(length ?? 0) > limits.tokenRequestBytes) throw tooLarge(limits.tokenRequestBytes);
  return collect(request, limits.tokenRequestBytes);
}

const tooLarge = (limit: number): Error => problem('SERVER_BODY_LARGE', { limit });

/** Bytes of all bodies that are still coming. */
let coming = 0;

/** Listens rather than iterates: leaving an iteration early would destroy the socket before the refusal is said. */
const collect = (request: IncomingMessage, limit: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let size = 0;
    let ended = false;
    const end = (): void => {
      if (!ended) coming -= size;
      ended = true;
    };
    const refuse = (why: Error): void => {
      end();
      parts.length = 0;
      reject(why);
    };
    request.on('data', (part: Buffer) => {
      if (ended) return;
      size += part.length;
      coming += part.length;
      parts.push(part);
      if (size > limit) refuse(tooLarge(limit));
      else if (coming > limits.bodiesBytes) refuse(problem('SERVER_BUSY'));
    });
    request.once('end', () => {
      end();
      resolve(parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts));
    });
    const broken = (): void => {
      if (!ended) refuse(problem('SERVER_BODY_BROKEN'));
    };
    request.once('close', broken);
    request.once('error', broken);
  });
