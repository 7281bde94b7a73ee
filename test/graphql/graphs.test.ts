import { HeaderMap } from '@apollo/server';
import type { ExecutionResult } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { Grants } from '../../src/access/role.ts';
import { limits } from '../../src/base/limits.ts';
import { Problem } from '../../src/base/problem.ts';
import type { Language } from '../../src/base/text.ts';
import { contextOf, type World } from '../../src/graphql/context.ts';
import { Graphs } from '../../src/graphql/graphs.ts';
import { canary, graph } from '../access/world.ts';

const logged: object[] = [];
const graphs = new Graphs(graph(), { error: (entry) => void logged.push(entry), warn: () => {} });
const reader: Grants = { open: 'clear', 'customer.read': 'clear', 'profile.identity': 'clear' };

async function ask(query: string, grants: Grants = reader, language: Language = 'en', variables?: Record<string, unknown>) {
  const graph = await graphs.of(grants);
  const request = {
    method: 'POST',
    headers: new HeaderMap([['content-type', 'application/json']]),
    search: '',
    body: { query, ...(variables && { variables }) },
  };
  const { status = 200, body } = await graph.answer(request, contextOf({} as World, { subject: 'x', role: null }, grants, language));
  return { status, ...(body.kind === 'complete' ? (JSON.parse(body.string) as ExecutionResult) : {}) };
}
const deep = (levels: number): string => `{ person ${'{ friends(first: 1) '.repeat(levels - 2)} { id } ${'}'.repeat(levels - 2)} }`;

describe('a graph', () => {
  it(`answers ${limits.depth} levels and refuses one more, in the caller's language`, async () => {
    expect((await ask(deep(limits.depth))).errors).toBeUndefined();
    const { errors, status } = await ask(deep(limits.depth + 1));
    expect([status, errors?.[0]?.message, errors?.[0]?.extensions?.['code']]).toEqual([
      400,
      `The operation is ${limits.depth + 1} levels deep; at most ${limits.depth} are answered.`,
      'GRAPH_DEPTH',
    ]);
    expect((await ask(deep(limits.depth + 1), reader, 'zh')).errors?.[0]?.message).toContain(`${limits.depth + 1} 层`);
  });

  it('counts the cost again for every request of a document it knows', async () => {
    const query = 'query ($n: Int) { person { friends(first: $n) { friends(first: $n) { id } } } }';
    expect((await ask(query, reader, 'en', { n: 5 })).errors).toBeUndefined();
    expect((await ask(query, reader, 'en', { n: 200 })).errors?.[0]?.extensions?.['code']).toBe('GRAPH_COST');
    expect((await ask(query, reader, 'en', { n: 5 })).errors).toBeUndefined();
  });

  it('names what it withheld, only when it did', async () => {
    const withheld: Grants = { ...reader, 'profile.identity': 'withheld' };
    const answer = await ask('{ person { id name } }', withheld);
    expect([answer.data, answer.extensions]).toEqual([{ person: { id: 'p1', name: null } }, { disclosure: { withheld: ['Person.name'] } }]);
    expect((await ask('{ person { id } }', withheld)).extensions).toBeUndefined();
  });

  it('and what it masked, beside it', async () => {
    const masked: Grants = { open: 'clear', 'customer.read': 'clear', 'profile.identifier': 'masked' };
    const answer = await ask('{ person { number } }', masked);
    expect([answer.data, answer.extensions]).toEqual([{ person: { number: '••••5678' } }, { disclosure: { masked: ['Person.number'] } }]);
    const both = await ask('{ person { number name } }', { ...masked, 'profile.identity': 'withheld' });
    expect(both.extensions).toEqual({ disclosure: { masked: ['Person.number'], withheld: ['Person.name'] } });
  });

  it("never takes a document that one caller may send for another's", async () => {
    const query = '{ person { name } }';
    const less: Grants = { open: 'clear', 'customer.read': 'clear' };
    for (let time = 0; time < 3; time += 1) {
      expect((await ask(query)).data).toEqual({ person: { name: canary('name') } });
      expect((await ask(query, less)).errors?.[0]?.message).toContain('Cannot query field "name"');
    }
  });

  it('notes a read once, also one that is refused for it, of a document it knows', async () => {
    let count = 0;
    const noted = async (): Promise<void> => {
      count += 1;
      if (count > 1) throw new Problem('AUDIT_DOWN', {}, {});
    };
    const graph = await graphs.of(reader);
    const request = { method: 'POST', headers: new HeaderMap([['content-type', 'application/json']]), search: '', body: { query: '{ person { id name } }' } };
    const answers: string[] = [];
    for (let time = 0; time < 3; time += 1) {
      const context = contextOf({ noted } as unknown as World, { subject: 'x', role: 'agent' }, reader, 'en', { purpose: 'service' });
      const { body } = await graph.answer(request, context);
      answers.push(body.kind === 'complete' ? body.string : '');
    }
    expect([count, ...answers.map((text) => text.includes('AUDIT_DOWN'))]).toEqual([3, false, true, true]);
  });

  it("says what is wrong with variables and syntax in GraphQL's own codes", async () => {
    expect((await ask('query ($n: Int!) { person { friends(first: $n) { id } } }', reader, 'en', { n: 'x' })).errors?.[0]?.extensions?.['code']).toBe(
      'BAD_USER_INPUT',
    );
    expect((await ask('{ person {')).errors?.[0]?.extensions?.['code']).toBe('GRAPHQL_PARSE_FAILED');
  });
});
