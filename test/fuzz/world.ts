import { nameKey } from '../../src/base/digest.ts';
import { attributeClasses, type Fact, type FactColumn, snake } from '../../src/base/fact.ts';
import { encodeId } from '../../src/base/id.ts';
import { addDays, firstOfMonth } from '../../src/base/time.ts';
import { facts as consumption } from '../../src/consumption/fact.ts';
import { facts as customer } from '../../src/customer/fact.ts';
import type { Sql, Tx } from '../../src/db/client.ts';
import { cover } from '../../src/payment/cover.ts';
import { facts as payment } from '../../src/payment/fact.ts';
import { facts as service } from '../../src/service/fact.ts';
import { recordId, tell } from '../customer/staging.ts';
import { issueAll, rateAll } from '../graphql/rated.ts';
import type { Known } from '../graphql/value.ts';
import { agesInDays, type Canary, large, small, word } from './canary.ts';

/** Whose canaries are planted; what each consented to says `partners.ts`. */
export const customers = [0, 1, 2, 3, 4, 5, 6] as const;

export const now = '2026-11-22T10:00:00.000Z';
export const today = now.slice(0, 10);

const source = 'fz';
const facts: readonly Fact[] = [...customer, ...consumption, ...payment, ...service].filter(({ name }) => name !== 'customer' && name !== 'account');
/** Types whose fields are read as they stand. */
export const factTypes: ReadonlySet<string> = new Set(['Account', ...facts.map(({ type }) => type)]);
const account = consumption.find(({ name }) => name === 'account') as Fact;
const known = { source, content_hash: '1', available_on: '2024-01-01', available_assumed: true, recorded_at: '2026-01-01T00:00:00.000Z' };

export const customerId = (which: number): string => nameKey(source, 'customer', `C-${which}`);
const accountId = (which: number): string => nameKey(source, 'account', `C-${which}`);
const keyOf = (fact: string, which: number, age: number): string => nameKey(source, fact, `C-${which}-${age}`);

/** Customers with an account and rows of every fact in each age, a canary in every column that can hold one; all are rated and have grades. */
export async function plantAll(sql: Sql): Promise<void> {
  for (const fact of ['customer', 'account'])
    await sql`insert into assay.attribute ${sql(attributeClasses.map((name) => ({ fact, name, source, class: name, type: 'word' })))}`;
  await tell(sql, source, customers.map(person));
  await sql.begin(async (tx) => {
    for (const which of customers) await plantOne(tx, which);
    await tx`insert into assay.account_directory select account_id, customer_id, number from assay.account on conflict do nothing`;
    await tx`create temp table touched_account on commit drop as select customer_id, account_id from assay.account`;
    await cover(tx);
  });
  await sql`insert into assay.coverage select ${source}, fact, '2024-01-01', '2026-12-31', ${now} from unnest(array['account_status', 'bill', 'payment']) as fact on conflict do nothing`;
  for (const subject of ['customer', 'account'] as const) await rateAll(sql, subject, today, now);
  await issueAll(sql, now);
  for (const which of customers)
    await sql`update assay.rating set score = ${large({ scope: 'rating.score', customer: which })} where customer_id = ${customerId(which)}`;
}

/** Attributes that are declared plain need what their owner needs. */
const attributesOf = (which: number, plain: Canary['scope']) =>
  Object.fromEntries(attributeClasses.map((name) => [name, word({ scope: name === 'plain' ? plain : 'profile.sensitive', customer: which })]));

const person = (which: number) => ({
  key: `C-${which}`,
  kind: 'person' as const,
  name: `${word({ scope: 'profile.identity', customer: which })} Person`,
  bornOn: `19${60 + which}-05-06`,
  address: `${which} ${word({ scope: 'profile.contact', customer: which })} Road, 1234 Town`,
  industry: word({ scope: 'profile.demographic', customer: which }),
  occupation: word({ scope: 'profile.demographic', customer: which }),
  size: 'class',
  incomeBand: word({ scope: 'profile.sensitive', customer: which }),
  attributes: attributesOf(which, 'profile.demographic'),
  ids: {
    national_id: `${word({ scope: 'profile.identifier', customer: which }).toUpperCase()}00${which}${which}`,
    bank_account: `DE${word({ scope: 'profile.identifier', customer: which }).toUpperCase()}99${which}${which}`,
    phone: `+155501234${which}${which}?`,
    email: `${word({ scope: 'profile.contact', customer: which }).toLowerCase()}@example.org?`,
  },
});

async function plantOne(tx: Tx, which: number): Promise<void> {
  const owner = { customer_id: customerId(which) };
  const held = { ...owner, account_id: accountId(which) };
  const canary = { customer: which };
  const row = rowOf(account, which, 0, (column) => ({ ...canary, scope: column.scope }));
  const attributes = tx.json(attributesOf(which, 'account.basic'));
  await tx`insert into assay.account ${tx({ ...row, ...held, ...known, source_key: `C-${which}`, currency: 'JPY', contract_end: null, attributes } as never)}`;
  for (const fact of facts) {
    const rows = agesInDays.map((_, age) => ({
      ...rowOf(fact, which, age, (column) => ({ ...canary, scope: column.scope, age })),
      ...(fact.owner === 'account' ? held : owner),
      ...known,
      key: keyOf(fact.name, which, age),
    }));
    await tx`insert into ${tx(`assay.${fact.name}`)} ${tx(rows as never[])}`;
  }
}

function rowOf(fact: Fact, which: number, age: number, canary: (column: FactColumn) => Canary): Record<string, unknown> {
  const day = addDays(today, -(agesInDays[age] as number));
  const cells = Object.entries(fact.columns).map(([name, column]) => [snake(name), cell(fact, name, column, { which, age, day, canary: canary(column) })]);
  return Object.fromEntries(cells);
}

interface At {
  readonly which: number;
  readonly age: number;
  readonly day: string;
  readonly canary: Canary;
}

function cell(fact: Fact, name: string, column: FactColumn, { which, age, day, canary }: At): unknown {
  // A class already: a masked grant shows it.
  if (column.mask === 'same' && column.type === 'integer') return age + 1;
  if (column.mask === 'same' && !column.words && !namesFact(fact, name)) return 'class';
  const made: Record<FactColumn['type'], () => unknown> = {
    text: () => word(canary),
    code: () => (namesFact(fact, name) ? 'bill' : (column.words?.[0] ?? word(canary))),
    integer: () => small(canary),
    quantity: () => `${large(canary)}.125`,
    money: () => large(canary),
    // What ends or is cancelled is left open: it would be no longer told.
    date: () => (name === fact.day || column.required ? day : /^(ended|until|cancelled|bounced)/.test(name) ? null : addDays(day, 3)),
    month: () => firstOfMonth(day),
    boolean: () => true,
    reference: () => (name === 'accountId' ? accountId(which) : column.to === fact.name ? null : keyOf(column.to ?? 'bill', which, age)),
    instant: () => `${day}T10:00:00.000Z`,
    customer: () => recordId(source, `C-${(which + 1) % customers.length}`),
  };
  return made[column.type]();
}

const namesFact = (fact: Fact, name: string): boolean => Object.values(fact.columns).some(({ toIn }) => toIn === name);

/** What an operation may ask about. */
export const knownHere: Known = {
  ids: {
    customer: customers.map((which) => encodeId('cus', customerId(which))),
    accounts: customers.map((which) => encodeId('acc', customerId(which), accountId(which))),
  },
  texts: {
    source: [source],
    key: customers.map((which) => `C-${which}`),
    dimension: ['credit', 'credit', 'none'],
    text: ['Person', '0011', '9900', 'Road'],
    kind: ['person'],
    grades: ['A', 'B', 'C'],
    language: ['en', 'zh'],
  },
  days: [today, '2026-09-30', '2025-06-15', '2024-01-01', '1000-01-01', '9999-12-31'],
  rare: () => false,
};
