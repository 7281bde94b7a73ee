/**
 * What a good engineer writes by hand, one statement per operation that answers with the body as text. `concat` builds an
 * object in one go: it beat json_build_object, row_to_json and chains of `||` over the same plan.
 */
const text = (column: string): string => `coalesce(to_json(${column})::text, 'null')`;
const day = (column: string): string => `coalesce('"' || ${column} || '"', 'null')`;
const money = (column: string): string => `case when ${column} is null then 'null' else concat('{"amountMinor":', ${column}, a.unit) end`;

/** The latest rating of customer `c`, with what its version says (`world.ts` unpacks that once). */
const rated = `
  left join lateral (
    select r.version, r.grade, r.score, r.as_of, r.reasons from assay.rating r
    where r.customer_id = c.customer_id and r.subject_id = '00000000-0000-0000-0000-000000000000' and r.dimension = 'credit' and r.kind = 'monitoring'
    order by r.as_of desc, r.rated_at desc limit 1) r on true
  left join bench.ruleset v on v.version = r.version`;
const gradeAndScore = `'"grade":', ${text('v.grades[r.grade + 1]')}, ',"score":', coalesce(r.score::text, 'null')`;
const reasons = `',"reasons":[', (select string_agg(v.texts[array_position(v.codes, x)], ',') from unnest(r.reasons) as x), ']'`;
const rating = (...parts: string[]): string => `case when r.version is null then 'null' else concat('{', ${parts.join(', ')}, '}') end`;

const accountsOf = (customer: string): string => `select * from assay.account a where a.customer_id = ${customer} order by a.account_id limit 20`;
const accountParts = `'{"id":"', a.account_id, '","service":', to_json(a.service), ',"number":', to_json(a.number), ',"status":', ${text('a.status')}`;

/** Payments of account `a` as stretches of what was paid so far. */
const running = `
  select r.through, r.through - r.amount_minor as before, r.bill, r.amount_minor, r.paid_on, r.channel
  from (
    select p.bill, p.amount_minor, p.paid_on, p.channel,
      case when p.bounced_on is null then (sum(p.amount_minor) filter (where p.bounced_on is null) over (order by p.paid_on, p.key))::bigint end as through
    from assay.payment p where p.customer_id = a.customer_id and p.account_id = a.account_id) r`;
const overlaps = 'p.through > k.low and p.before < k.cumulative_minor';
const payments = `(
  select string_agg(concat('{"allocated":{"amountMinor":', case when ${overlaps} then least(p.through, k.cumulative_minor) - greatest(p.before, k.low) else 0 end,
    '},"payment":{"paidOn":"', p.paid_on, '","channel":', ${text('p.channel')}, ',"amount":{"amountMinor":', p.amount_minor, '}}}'), ',')
  from running p where ${overlaps} or p.bill = b.key)`;
const bills = `(
  with running as materialized (${running})
  select string_agg(concat('{"period":"', left(b.period::text, 7), '","dueOn":', ${day('b.due_on')}, ',"coveredOn":', ${day('k.covered_on')},
    ',"statement":', ${money('b.statement_minor')}, ',"amountDue":', ${money('b.amount_due_minor')}, ',"payments":[', ${payments}, ']}'), ',')
  from (
    select b.key, b.period, b.due_on, b.statement_minor, b.amount_due_minor from assay.bill b
    where b.customer_id = a.customer_id and b.account_id = a.account_id order by b.period desc, b.key limit 12) b
  left join lateral (
    select k.cumulative_minor, k.cumulative_minor - k.amount_due_minor as low, k.covered_on from assay.bill_cover k
    where k.customer_id = a.customer_id and k.account_id = a.account_id and k.key = b.key) k on true)`;

const customer = (body: string): string => `
  select concat('{"data":{"customer":', coalesce((select ${body} from assay.customer c ${rated} where c.customer_id = $1::uuid), 'null'), '}}') as body`;

export const statements = {
  customer360: customer(`concat('{"id":"', c.customer_id, '","name":', to_json(c.name), ',"kind":', to_json(c.kind), ',"bornOn":', ${day('c.born_on')},
    ',"address":', ${text('c.address')}, ',"rating":', ${rating(gradeAndScore, `',"asOf":"', r.as_of, '"'`, reasons)}, ',"accounts":[', (
      select string_agg(concat(${accountParts}, ',"contractStart":', ${day('a.contract_start')}, ',"bills":[', ${bills}, ']}'), ',')
      from (select *, concat(',"currency":', to_json(currency), '}') as unit from (${accountsOf('c.customer_id')}) a) a), ']}')`),
  /** $1 grades or null, $2 the score that all are below. */
  page: `
    with page as materialized (
      select l.customer_id, l.score, l.as_of from assay.line l
      where l.dimension = 'credit' and l.score < $2::float8 and ($1::text[] is null or l.grade_name = any($1::text[]))
      order by l.score desc, l.customer_id desc limit 51)
    select concat('{"data":{"customers":{"asOf":', coalesce((select to_json(as_of)::text from page limit 1), 'null'), ',"edges":[', (
      select string_agg(edge, ',') from (
        select concat('{"node":{"id":"', c.customer_id, '","name":', to_json(c.name), ',"kind":', to_json(c.kind), ',"rating":', ${rating(gradeAndScore)}, ',"accounts":[',
          (select string_agg(concat(${accountParts}, '}'), ',') from (${accountsOf('c.customer_id')}) a), ']}}') as edge
        from (select * from page limit 50) p join assay.customer c using (customer_id) ${rated} order by p.score desc, p.customer_id desc) e),
      '],"pageInfo":{"hasNextPage":', case when (select count(*) from page) > 50 then 'true' else 'false' end, ',"endCursor":',
      coalesce((select to_json(concat(score, ' ', customer_id))::text from page offset greatest(least((select count(*) from page), 50) - 1, 0) limit 1), 'null'), '}}}}') as body`,
  grade: customer(`concat('{"rating":', ${rating(gradeAndScore, reasons)}, '}')`),
} as const;
