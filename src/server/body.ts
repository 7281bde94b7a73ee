import type { IncomingMessage } from 'node:http';
import { limits } from '../base/limits.ts';
import { problem } from './errors.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The JSON object of a request's body: at most `limits.bodyBytes`, declared as JSON, in UTF-8. Throws SERVER_BODY_*. */
export async function readBody(request: IncomingMessage): Promise<object> {
  const large = problem('SERVER_BODY_LARGE', { limit: limits.bodyBytes });
  if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) throw problem('SERVER_BODY_TYPE');
  if (Number(request.headers['content-length'] ?? 0) > limits.bodyBytes) throw large;
  const bytes = await collect(request, large);
  try {
    const body: unknown = JSON.parse(utf8.decode(bytes));
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body;
  } catch {
    throw problem('SERVER_BODY_JSON');
  }
  throw problem('SERVER_BODY_JSON');
}

/** Listens rather than iterates: leaving an iteration early would destroy the socket before the refusal is said. */
const collect = (request: IncomingMessage, large: Error): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let size = 0;
    request.on('data', (part: Buffer) => {
      size += part.length;
      if (size <= limits.bodyBytes) parts.push(part);
      else reject(large);
    });
    request.once('end', () => resolve(Buffer.concat(parts)));
    request.once('close', () => reject(problem('SERVER_BODY_BROKEN')));
    request.once('error', () => reject(problem('SERVER_BODY_BROKEN')));
  });
