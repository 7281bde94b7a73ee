import { isDeepStrictEqual } from 'node:util';
import type { Contender } from './contender.ts';
import { type Operation, operations } from './protocol.ts';
import type { Asked } from './requests.ts';

const sampled = 40;
/** Every server has its own; what a bill's currency is, one says per amount and another per account. */
const ownWords = new Set(['id', 'endCursor', 'currency']);

/**
 * Refuses a measurement of servers that do not answer the same: for a sample of requests the floor and the product
 * agree field by field, and everybody's values are those of the product, whatever objects they stand in.
 */
export async function verify(contenders: readonly Contender[], asked: Asked, token: string): Promise<void> {
  const [product, ...others] = [...contenders].sort((a, b) => Number(b.kind === 'product') - Number(a.kind === 'product'));
  if (product?.kind !== 'product') throw new Error('there is no product to compare with');
  for (const operation of operations) {
    const expected = await answers(product, operation, asked, token);
    for (const other of others) {
      const found = await answers(other, operation, asked, token);
      const at = expected.findIndex((answer, index) => !isSame(other, answer, found[index]));
      if (at >= 0) throw new Error(`${other.name} answers ${operation} otherwise than ${product.name}:\n${told(found[at])}\n${told(expected[at])}`);
    }
  }
}

const isSame = ({ kind }: Contender, a: unknown, b: unknown): boolean =>
  kind === 'floor' ? isDeepStrictEqual(without(a), without(b)) : isDeepStrictEqual(sizes(a), sizes(b)) && isDeepStrictEqual(values(a), values(b));

const told = (answer: unknown): string => JSON.stringify(answer).slice(0, 2_000);

async function answers({ port, dialect, name }: Contender, operation: Operation, asked: Asked, token: string): Promise<unknown[]> {
  const { method, path, before, after } = dialect.templates[operation];
  const variables = dialect.variables(asked)[operation].slice(0, sampled);
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return Promise.all(
    variables.map(async (variable) => {
      const varied = `${before}${variable}${after}`;
      const url = `http://127.0.0.1:${port}${path}`;
      const response = await (method === 'GET' ? fetch(`${url}${varied}`, { headers }) : fetch(url, { method, headers, body: varied }));
      const body = await response.text();
      if (response.status !== 200 || body.includes('"errors"')) throw new Error(`${name} answers ${operation} with ${response.status}: ${body.slice(0, 500)}`);
      return JSON.parse(body) as unknown;
    }),
  );
}

/** An answer without what every server words in its own way. */
function without(answer: unknown): unknown {
  if (Array.isArray(answer)) return answer.map(without);
  if (typeof answer !== 'object' || answer === null) return answer;
  return Object.fromEntries(Object.entries(answer).flatMap(([name, value]) => (ownWords.has(name) ? [] : [[name, without(value)]])));
}

/** All values of an answer in order of themselves; a number that came as a text is that number. */
function values(answer: unknown): string[] {
  const found: string[] = [];
  const walk = (value: unknown): void => {
    if (typeof value === 'object' && value !== null) for (const each of Object.values(value)) walk(each);
    else found.push(String(value));
  };
  walk(without(answer));
  return found.sort();
}

/** How many there are in all lists of each name, and in all. */
function sizes(answer: unknown): Record<string, number> {
  const found: Record<string, number> = {};
  const walk = (value: unknown, name: string): void => {
    if (Array.isArray(value)) found[name] = (found[name] ?? 0) + value.length;
    if (typeof value === 'object' && value !== null) for (const [own, each] of Object.entries(value)) walk(each, Array.isArray(value) ? name : own);
  };
  walk(answer, '');
  return Object.fromEntries(Object.entries(found).sort());
}
