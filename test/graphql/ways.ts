import { HeaderMap } from '@apollo/server';
import { expect, vi } from 'vitest';
import type { Grants } from '../../src/access/role.ts';
import type { Language } from '../../src/base/text.ts';
import { Asking } from '../../src/db/cancel.ts';
import type { Sql } from '../../src/db/client.ts';
import { contextOf, type World } from '../../src/graphql/context.ts';
import { Fast } from '../../src/graphql/fast.ts';
import { Graphs } from '../../src/graphql/graphs.ts';
import { reads, schema } from '../../src/server/schema.ts';

export interface Asked {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
}

export interface Sent {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** The whole answer over HTTP, as one text. */
export interface Told {
  readonly status: number;
  readonly text: string;
  readonly body: string;
  /** The customers that are named of it on record. */
  readonly shown: string;
  /** What was sent to the database for it. */
  readonly statements: readonly Sent[];
}

/** Both ways to answer, on one database. */
export interface Ways {
  readonly logged: object[];
  /** `compiled`: the fast way did answer, and not by the resolvers. */
  fast(grants: Grants, asked: Asked, language?: Language): Promise<Told & { readonly compiled: boolean }>;
  plain(grants: Grants, asked: Asked, language?: Language): Promise<Told>;
}

export function waysOf(sql: Sql, more: Pick<World, 'keys' | 'now' | 'today'>): Ways {
  const logged: object[] = [];
  const note = (entry: object, said: string): void => void logged.push({ ...entry, said });
  const log = { error: note, warn: note };
  const [quick, slow] = [new Graphs(schema(), log, reads()), new Graphs(schema(), log)];
  const statements: Sent[] = [];
  // A new connection asks for the types of arrays.
  sql.options.debug = (_, text, values) => void (text.includes('pg_catalog.pg_type') || statements.push({ text, values }));
  const tell = async (graphs: Graphs, grants: Grants, asked: Asked, language: Language): Promise<Told> => {
    statements.length = 0;
    const graph = await graphs.of(grants);
    const asking = new Asking(sql);
    const context = contextOf({ ...more, sql, currency: 'EUR' }, { subject: 'test', role: null }, grants, language, { sql: asking.sql });
    const httpGraphQLRequest = { method: 'POST', headers: new HeaderMap([['content-type', 'application/json']]), search: '', body: { ...asked } };
    const { status = 200, headers, body } = await graph.answer(httpGraphQLRequest, context);
    // What an error cut short may still ask.
    await asking.end();
    if (body.kind !== 'complete') throw new Error('an answer in parts');
    const shown = [...new Set(context.shown?.customers)].sort().join(' ');
    return {
      status,
      body: body.string,
      shown,
      text: `${status}\n${[...headers].map((each) => each.join(': ')).join('\n')}\n\n${body.string}`,
      statements: [...statements],
    };
  };
  const data = vi.spyOn(Fast.prototype, 'data');
  return {
    logged,
    fast: async (grants, asked, language = 'en') => {
      data.mockClear();
      const told = await tell(quick, grants, asked, language);
      const [answered] = data.mock.settledResults;
      return { ...told, compiled: answered?.type === 'fulfilled' && answered.value !== undefined };
    },
    plain: (grants, asked, language = 'en') => tell(slow, grants, asked, language),
  };
}

/**
 * Holds an answer of the fast way against the plain one: to the byte, and to whom it is on record to show. Only where both are the resolvers' and hold errors it
 * hangs on time which of several errors came first, and what other fields came to before it ended them: then the data alone.
 */
export function expectSame(fast: Told & { readonly compiled: boolean }, plain: Told): void {
  if (fast.compiled) expect(fast.shown).toBe(plain.shown);
  if (fast.text === plain.text || fast.compiled) return expect(fast.text).toBe(plain.text);
  const [one, other] = [JSON.parse(fast.body), JSON.parse(plain.body)];
  if (!one.errors || !other.errors || !('data' in other)) return expect(fast.text).toBe(plain.text);
  expect([fast.status, one.data]).toEqual([plain.status, other.data]);
}
