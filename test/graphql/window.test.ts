import { extendSchema, type GraphQLSchema, type OperationDefinitionNode, parse } from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import type { PartnerView } from '../../src/access/partner.ts';
import { project } from '../../src/access/projection.ts';
import type { Grants } from '../../src/access/role.ts';
import type { Sql } from '../../src/db/client.ts';
import { contextOf, type World } from '../../src/graphql/context.ts';
import { Fast } from '../../src/graphql/fast.ts';
import { Prepared } from '../../src/graphql/prepared.ts';
import { type Reads, together } from '../../src/graphql/reads.ts';
import { reads, schema } from '../../src/server/schema.ts';
import { everything } from '../../src/sharing/agreement/grain.ts';
import { wear } from '../access/world.ts';

const own: Reads = { Query: { subject: { one: (_, row) => ({ from: `from assay.customer ${row}`, day: null }) } } };
const staff: Grants = { ...everything, 'inquiry.ask': 'withheld' };

let full: GraphQLSchema;
beforeAll(() => {
  full = extendSchema(schema(), parse('extend type Query { subject: Customer }'));
  Object.assign(full.getQueryType()?.getFields()['subject'] ?? {}, { extensions: wear('open') });
});

const lists = 'usages balances statuses bills payments prepayments arrangements instalments notices contractEvents forbearances ratings issuedGrades'.split(
  ' ',
);
const query = `{ subject { id ratings { id } issuedGrades { id } rating { id } issuedGrade { id } behaviour { reported { code } }
  accounts { id ${lists.map((list) => `${list} { id }`).join(' ')} } } }`;

/** What is sent to the database for the query under some grants, and what is logged where nothing is. */
async function sent(grants: Grants, partner?: Pick<PartnerView, 'sinceOn' | 'freshOn' | 'dimension' | 'graded'>) {
  const [asked, logged] = [[] as { text: string; values: unknown[] }[], [] as string[]];
  const unsafe = (text: string, values: unknown[]) => {
    asked.push({ text, values });
    return { values: async () => [['{}']] };
  };
  const log = { error: () => {}, warn: (_: object, said: string) => void logged.push(said) };
  const fast = new Fast({ schema: project(full, grants), full, reads: together(reads(), own) }, log, new Prepared(1));
  const world = { sql: { unsafe } as unknown as Sql, currency: 'EUR', today: () => '2026-11-22' } as World;
  const context = Object.assign(contextOf(world, { subject: 'x', role: null }, grants, 'en'), { partner });
  const document = parse(query);
  await fast.data(document, document.definitions[0] as OperationDefinitionNode, {}, context);
  return { asked, logged };
}

/** The columns that a text bounds from below by a parameter, in the order of their names. */
const bounded = (text: string, parameter: number): string[] =>
  [...text.matchAll(/\br\d+\.(\w+) >= \$(\d+)::date/g)].flatMap(([, column = '', number]) => (Number(number) === parameter ? [column] : [])).sort();

describe("a partner's statement", () => {
  it('bounds every list of facts by the first day it is told of, and grades by the first that is fresh', async () => {
    const { asked } = await sent(everything, { sinceOn: '2026-05-22', freshOn: '2025-11-21', dimension: 'churn', graded: 'issued' });
    const [{ text, values } = { text: '', values: [] }] = asked;
    const [since = [], fresh = []] = ['2026-05-22', '2025-11-21'].map((day) => bounded(text, values.indexOf(day) + 1));
    const facts = ['period', 'balance_on', 'month', 'period', 'paid_on', 'topped_up_on', 'agreed_on', 'due_on', 'sent_on', 'occurred_on', 'from_on'];
    // Lists of grades of the customer and of each account; the reported status of the latest month.
    expect(since).toEqual([...facts, 'month', 'as_of', 'as_of', 'as_of', 'as_of'].sort());
    // The same lists, and the customer's two grades of today.
    expect(fresh).toEqual(Array.from({ length: 6 }, () => 'as_of'));
    // Of the agreement's dimension all of them, of ratings of any day none where official grades are agreed.
    const [dimension, graded] = ['churn', 'issued'].map((value) => values.indexOf(value) + 1);
    expect(text.match(new RegExp(`\\.dimension = \\$${dimension}::text`, 'g'))).toHaveLength(6);
    expect(text.match(new RegExp(`\\$${graded}::text = 'monitoring'`, 'g'))).toHaveLength(3);
  });

  it('runs for nobody else, and that of the company has no bounds', async () => {
    const nobody = await sent(everything);
    expect([nobody.asked, nobody.logged]).toEqual([[], ['a compiled operation failed']]);
    const { asked } = await sent(staff);
    expect(asked).toHaveLength(1);
    expect(asked[0]?.text).not.toMatch(/\br\d+\.(period|month|as_of|\w+_on) >= \$/);
  });
});
