// The same graph on fastify and mercurius: just-in-time compiled queries, one loader with one statement per relation, postgres.js.
import process from 'node:process';
import Fastify from 'fastify';
import mercurius from 'mercurius';
import postgres from 'postgres';

const { DATABASE_URL = '', TOKEN = '', POOL = '' } = process.env;
const text = (type) => ({ to: type, from: [type], serialize: String, parse: (value) => value });
const sql = postgres(DATABASE_URL, {
  max: Number(POOL),
  max_lifetime: null,
  onnotice: () => {},
  types: { whole: { to: 20, from: [20], serialize: String, parse: Number }, day: text(1082) },
  connection: { application_name: 'bench mercurius' },
});

const schema = `
  type Query { customer(id: ID!): Customer  customers(grades: [String!], scoreBelow: Float!, first: Int!): CustomerConnection! }
  type CustomerConnection { asOf: String  edges: [CustomerEdge!]!  pageInfo: PageInfo! }
  type CustomerEdge { node: Customer! }
  type PageInfo { hasNextPage: Boolean!  endCursor: String }
  type Customer { id: ID!  name: String!  kind: String!  bornOn: String  address: String  rating: Rating  accounts(first: Int = 20): [Account!]! }
  type Rating { grade: String  score: Float  asOf: String!  reasons: [Reason!]! }
  type Reason { code: String!  text: String! }
  type Account { id: ID!  service: String!  number: String!  status: String  contractStart: String  bills(last: Int = 12): [Bill!]! }
  type Bill { period: String!  dueOn: String  coveredOn: String  statement: Money  amountDue: Money  payments: [BillPayment!]! }
  type Money { amountMinor: Float!  currency: String! }
  type BillPayment { allocated: Money!  payment: Payment! }
  type Payment { paidOn: String!  channel: String  amount: Money! }
`;

const customers = (ids) => sql`select customer_id as id, kind, name, born_on as "bornOn", address from assay.customer where customer_id = any(${ids}::uuid[])`;

const resolvers = {
  Query: {
    customer: async (_, { id }) => (await customers([id]))[0],
    customers: async (_, { grades, scoreBelow, first }) => {
      const lines = await sql`
        select l.customer_id as id, l.score, l.as_of as "asOf", c.kind, c.name
        from (select * from assay.line where dimension = 'credit' and score < ${scoreBelow} and (${grades ?? null}::text[] is null or grade_name = any(${grades ?? null}::text[]))
              order by score desc, customer_id desc limit ${sql.unsafe(String(first + 1))}) l join assay.customer c using (customer_id) order by l.score desc, l.customer_id desc`;
      const rows = lines.slice(0, first);
      const last = rows.at(-1);
      return {
        asOf: rows[0]?.asOf,
        edges: rows.map((node) => ({ node })),
        pageInfo: { hasNextPage: lines.length > first, endCursor: last ? `${last.score} ${last.id}` : null },
      };
    },
  },
};

/** Versions are immutable and few: they are read once. */
const versions = new Map((await sql`select version, grades, codes, words from bench.ruleset`).map((row) => [row.version, row]));

const ratings = async (queries) => {
  const rows = await sql`
    select o.id, r.version, r.grade, r.score, r.as_of as "asOf", array_to_string(r.reasons, ' ') as reasons
    from unnest(${queries.map(({ obj }) => obj.id)}::uuid[]) as o (id) cross join lateral (
      select * from assay.rating r
      where r.customer_id = o.id and r.subject_id = '00000000-0000-0000-0000-000000000000' and r.dimension = 'credit' and r.kind = 'monitoring'
      order by r.as_of desc, r.rated_at desc limit 1) r`;
  const found = new Map(rows.map((row) => [row.id, row]));
  return queries.map(({ obj }) => {
    const row = found.get(obj.id);
    if (!row) return null;
    const { grades, codes, words } = versions.get(row.version);
    const reasons = row.reasons === '' ? [] : row.reasons.split(' ').map((code) => ({ code, text: words[codes.indexOf(code)] }));
    return { grade: grades[row.grade] ?? null, score: row.score, asOf: row.asOf, reasons };
  });
};

const accounts = async (queries) => {
  const rows = await sql`
    select a.customer_id as "customerId", a.account_id as id, a.service, a.number, a.status, a.contract_start as "contractStart", a.currency
    from unnest(${queries.map(({ obj }) => obj.id)}::uuid[]) as o (id) cross join lateral (
      select * from assay.account a where a.customer_id = o.id order by a.account_id limit ${sql.unsafe(String(queries[0]?.params.first ?? 20))}) a`;
  const found = Map.groupBy(rows, ({ customerId }) => customerId);
  return queries.map(({ obj }) => found.get(obj.id) ?? []);
};

const bills = async (queries) => {
  const rows = await sql`
    select b.customer_id as "customerId", b.account_id as "accountId", b.key, left(b.period::text, 7) as period, b.due_on as "dueOn", b.statement_minor as statement,
      b.amount_due_minor as "amountDue", k.covered_on as "coveredOn", k.cumulative_minor as cumulative, k.cumulative_minor - k.amount_due_minor as low
    from unnest(${queries.map(({ obj }) => obj.customerId)}::uuid[], ${queries.map(({ obj }) => obj.id)}::uuid[]) as o (customer, account) cross join lateral (
      select * from assay.bill b where b.customer_id = o.customer and b.account_id = o.account order by b.period desc, b.key limit ${sql.unsafe(String(queries[0]?.params.last ?? 12))}) b
    left join assay.bill_cover k on k.customer_id = b.customer_id and k.account_id = b.account_id and k.key = b.key
    order by b.period desc, b.key`;
  const currencies = new Map(queries.map(({ obj }) => [obj.id, obj.currency]));
  const money = (amountMinor, currency) => (amountMinor === null ? null : { amountMinor, currency });
  const found = Map.groupBy(rows, ({ accountId }) => accountId);
  return queries.map(({ obj }) =>
    (found.get(obj.id) ?? []).map((row) => {
      const currency = currencies.get(obj.id);
      return { ...row, currency, statement: money(row.statement, currency), amountDue: money(row.amountDue, currency) };
    }),
  );
};

/** The payments of the accounts in one statement; what each gives a bill is the overlap of two stretches of one axis. */
const payments = async (queries) => {
  const owners = new Map(queries.map(({ obj }) => [obj.accountId, obj.customerId]));
  const rows = await sql`
    select p.account_id as "accountId", p.bill, p.amount_minor as amount, p.paid_on as "paidOn", p.channel,
      case when p.bounced_on is null then (sum(p.amount_minor) filter (where p.bounced_on is null) over (partition by p.account_id order by p.paid_on, p.key))::bigint end as through
    from unnest(${[...owners.values()]}::uuid[], ${[...owners.keys()]}::uuid[]) as o (customer, account)
    join assay.payment p on p.customer_id = o.customer and p.account_id = o.account order by p.account_id, p.paid_on, p.key`;
  const found = Map.groupBy(rows, ({ accountId }) => accountId);
  return queries.map(({ obj: { accountId, key, cumulative, low, currency } }) => {
    const shares = [];
    for (const { through, amount, bill, paidOn, channel } of found.get(accountId) ?? []) {
      const share = through === null || cumulative === null ? 0 : Math.max(Math.min(through, cumulative) - Math.max(through - amount, low), 0);
      if (share === 0 && bill !== key) continue;
      shares.push({ allocated: { amountMinor: share, currency }, payment: { paidOn, channel, amount: { amountMinor: amount, currency } } });
    }
    return shares;
  });
};

// What they load is asked for once in a request: remembering it would only cost.
const once = (loader) => ({ loader, opts: { cache: false } });
const loaders = { Customer: { rating: once(ratings), accounts: once(accounts) }, Account: { bills: once(bills) }, Bill: { payments: once(payments) } };

const app = Fastify({ logger: false });
const authorization = `Bearer ${TOKEN}`;
app.addHook('onRequest', async (request, reply) => {
  if (request.headers.authorization !== authorization) return reply.code(401).send({ errors: [{ message: 'no token' }] });
});
app.register(mercurius, { schema, resolvers, loaders, jit: 1, graphiql: false, subscription: false });
await app.listen({ port: 0, host: '127.0.0.1' });
process.stdout.write(`${JSON.stringify({ port: app.server.address().port })}\n`);
