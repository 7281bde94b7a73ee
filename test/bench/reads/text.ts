import type { Slice, Target } from './protocol.ts';

/** The text of each request in turn. */
export function requests({ port, token, templates, variables }: Target, { operation, from }: Pick<Slice, 'operation' | 'from'>): () => string {
  const { method, path, before, after } = templates[operation];
  const list = variables[operation];
  const shared = `HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nauthorization: Bearer ${token}\r\naccept: application/json\r\n`;
  let at = from;
  if (method === 'GET') return () => `GET ${path}${before}${list[at++ % list.length]}${after} ${shared}\r\n`;
  const head = `POST ${path} ${shared}content-type: application/json\r\ncontent-length: `;
  return () => {
    const variable = list[at++ % list.length] as string;
    return `${head}${before.length + variable.length + after.length}\r\n\r\n${before}${variable}${after}`;
  };
}
