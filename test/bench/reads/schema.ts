import type { Sql } from '../../../src/db/client.ts';

/** What a ruleset version says of a rating, unpacked once: the floor and the peers read it, the product keeps it in memory. */
const ruleset = `
  create table bench.ruleset as
  select version,
    array(select g.value ->> 'grade' from jsonb_array_elements(document -> 'grades') with ordinality as g order by g.ordinality) as grades,
    array(select r.key from jsonb_each(document -> 'reasons') as r order by r.key) as codes,
    array(select r.value ->> 'en' from jsonb_each(document -> 'reasons') as r order by r.key) as words,
    array(select json_build_object('code', r.key, 'text', r.value ->> 'en')::text from jsonb_each(document -> 'reasons') as r order by r.key) as texts
  from assay.ruleset_version;
  alter table bench.ruleset add primary key (version);
  analyze bench.ruleset;`;

/** What a payment gives a bill: the overlap of two stretches of one axis, amounts due and amounts paid up to each. */
const billPayment = `
  create view bench.bill_payment as
  select b.customer_id, b.account_id, b.key as bill_key, p.key, p.paid_on, p.channel, p.amount_minor,
    case when p.through > k.low and p.before < k.cumulative_minor then least(p.through, k.cumulative_minor) - greatest(p.before, k.low) else 0 end as allocated_minor
  from assay.bill b
  left join lateral (
    select k.cumulative_minor, k.cumulative_minor - k.amount_due_minor as low from assay.bill_cover k
    where k.customer_id = b.customer_id and k.account_id = b.account_id and k.key = b.key) k on true
  cross join lateral (
    select r.*, r.through - r.amount_minor as before from (
      select p.key, p.bill, p.amount_minor, p.paid_on, p.channel,
        case when p.bounced_on is null then (sum(p.amount_minor) filter (where p.bounced_on is null) over (order by p.paid_on, p.key))::bigint end as through
      from assay.payment p where p.customer_id = b.customer_id and p.account_id = b.account_id) r) p
  where p.through > k.low and p.before < k.cumulative_minor or p.bill = b.key;`;

/** The graph as views for a server that makes its schema of the database's: keys and relations are told in smart comments. */
const views = `
  create view bench.customer as select customer_id as id, name, kind, born_on, address from assay.customer;
  comment on view bench.customer is '@primaryKey id';
  create view bench.rating as
  select c.customer_id, v.grades[r.grade + 1] as grade, r.score, r.as_of, r.version, r.reasons
  from assay.customer c
  cross join lateral (
    select r.* from assay.rating r
    where r.customer_id = c.customer_id and r.subject_id = '00000000-0000-0000-0000-000000000000' and r.dimension = 'credit' and r.kind = 'monitoring'
    order by r.as_of desc, r.rated_at desc limit 1) r
  left join bench.ruleset v on v.version = r.version;
  comment on view bench.rating is E'@primaryKey customer_id\\n@foreignKey (customer_id) references customer (id)|@foreignFieldName rating';
  comment on column bench.rating.reasons is '@behavior -*';
  create view bench.account as select customer_id, account_id as id, service, number, status, contract_start, currency from assay.account;
  comment on view bench.account is E'@primaryKey customer_id,id\\n@foreignKey (customer_id) references customer (id)|@foreignFieldName accountsConnection|@foreignSimpleFieldName accounts';
  create view bench.bill as
  select b.customer_id, b.account_id, b.key, b.period, left(b.period::text, 7) as month, b.due_on, k.covered_on, b.statement_minor, b.amount_due_minor
  from assay.bill b left join assay.bill_cover k on k.customer_id = b.customer_id and k.account_id = b.account_id and k.key = b.key;
  comment on view bench.bill is E'@primaryKey customer_id,account_id,key\\n@foreignKey (customer_id,account_id) references account (customer_id,id)|@foreignFieldName billsConnection|@foreignSimpleFieldName bills';
  ${billPayment}
  comment on view bench.bill_payment is E'@primaryKey customer_id,account_id,bill_key,key\\n@foreignKey (customer_id,account_id,bill_key) references bill (customer_id,account_id,key)|@foreignFieldName paymentsConnection|@foreignSimpleFieldName payments';
  create type bench.reason as (code text, text text);
  create function bench.rating_reason_list(rating bench.rating) returns setof bench.reason language sql stable rows 4 as $$
    select x.code, v.words[array_position(v.codes, x.code)] from bench.ruleset v cross join unnest(rating.reasons) as x (code) where v.version = rating.version $$;
  comment on function bench.rating_reason_list(bench.rating) is E'@simpleCollections only\\n@fieldName reasons';
  create function bench.customer_page(grades text[], score_below float8) returns setof bench.customer language sql stable rows 51 as $$
    select c.id, c.name, c.kind, c.born_on, c.address from assay.line l join bench.customer c on c.id = l.customer_id
    where l.dimension = 'credit' and l.score < score_below and (grades is null or l.grade_name = any(grades))
    order by l.score desc, l.customer_id desc limit 51 $$;
  create function bench.rated_as_of() returns date language sql stable as $$ select as_of from assay.line where dimension = 'credit' limit 1 $$;`;

/** Makes the schema `bench` anew: nothing in it is measured, and nothing of the product's is touched. */
export async function makeSchema(sql: Sql): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`drop schema if exists bench cascade`;
    await tx`create schema bench`;
    await tx.unsafe(ruleset);
    await tx.unsafe(views);
  });
}
