import { limits } from '../base/limits.ts';

/**
 * The JSON object at a URL: answered with 200, not by way of another address, in at most `limits.issuerBytes`. Throws an
 * Error that says why not, in words for the log.
 */
export async function download(url: URL, signal: AbortSignal): Promise<Record<string, unknown>> {
  const response = await fetch(url, { redirect: 'manual', signal, headers: { accept: 'application/json, application/jwk-set+json' } }).catch(
    (error: unknown) => {
      throw new Error(`${url.href} does not answer: ${reason(error)}`, { cause: error });
    },
  );
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`${url.href} answers with status ${response.status}`);
  }
  const text = await read(response).catch((error: unknown) => {
    throw new Error(`${url.href} cannot be read: ${reason(error)}`, { cause: error });
  });
  const value = parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error(`${url.href} is not a JSON object`);
  return value as Record<string, unknown>;
}

async function read(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.length;
    if (size > limits.issuerBytes) throw new Error(`longer than ${limits.issuerBytes} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `fetch failed` says nothing; its cause does. */
function reason(error: unknown): string {
  const { cause, name, message } = error as Error;
  if (name === 'TimeoutError' || name === 'AbortError') return 'no answer in time';
  return cause instanceof Error ? ((cause as NodeJS.ErrnoException).code ?? cause.message) : message;
}
