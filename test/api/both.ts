import { expect } from 'vitest';
import { type Role, roleGrants } from '../../src/access/role.ts';
import type { Language } from '../../src/base/text.ts';
import type { Sql } from '../../src/db/client.ts';
import { database } from '../database.ts';
import { fill, keys, now } from '../graphql/fastworld.ts';
import { type Asked, waysOf } from '../graphql/ways.ts';

export interface Both {
  readonly sql: Sql;
  /** The `data` of an answer that both ways give to the byte and of the same customers, the fast one by one statement. */
  ask(role: Role, query: string, variables?: object, language?: Language): Promise<any>;
  /** The statement of the fast way, and how Postgres runs it. */
  plan(role: Role, query: string, variables?: object): Promise<{ text: string; plan: string }>;
  /** The body of an answer that both ways give to the byte and the resolvers have to give. */
  left(role: Role, query: string, variables?: object): Promise<any>;
}

/** A world of random and demo customers behind both ways to answer. */
export async function both(): Promise<Both> {
  const sql = await database();
  await fill(sql, 7);
  const ways = waysOf(sql, { keys, now: () => now, today: () => now.slice(0, 10) });
  const told = async (role: Role, query: string, variables: object, language: Language) => {
    const grants = { open: 'clear', ...roleGrants[role] } as const;
    const asked = { query, variables } as Asked;
    const plain = await ways.plain(grants, asked, language);
    const fast = await ways.fast(grants, asked, language);
    // Each incident has a number of its own.
    const same = (text: string): string => text.replace(/incident [\da-f-]{36}/, 'incident');
    expect(same(fast.text)).toBe(same(plain.text));
    if (fast.compiled) expect(fast.shown).toBe(plain.shown);
    expect(ways.logged.filter((entry) => !('incident' in entry))).toEqual([]);
    return fast;
  };
  return {
    sql,
    ask: async (role, query, variables = {}, language = 'en') => {
      const { body, compiled, statements } = await told(role, query, variables, language);
      expect(JSON.parse(body).errors).toBeUndefined();
      expect([compiled, statements.length]).toEqual([true, 1]);
      return JSON.parse(body).data;
    },
    plan: async (role, query, variables = {}) => {
      const { debug } = sql.options;
      let sent: [text: string, values: unknown[]] | undefined;
      sql.options.debug = (_, text, values) => {
        sent = [text, values];
      };
      await ways.fast({ open: 'clear', ...roleGrants[role] }, { query, variables } as Asked);
      sql.options.debug = debug;
      const plan = await sql.begin(async (tx) => {
        // The tables of a test are small enough to be read whole.
        await tx`set local enable_seqscan = off`;
        return tx.unsafe(`explain ${sent?.[0]}`, sent?.[1] as never[]);
      });
      return { text: sent?.[0] ?? '', plan: plan.map((row) => row['QUERY PLAN']).join('\n') };
    },
    left: async (role, query, variables = {}) => {
      const { body, compiled } = await told(role, query, variables, 'en');
      expect(compiled).toBe(false);
      return JSON.parse(body);
    },
  };
}
