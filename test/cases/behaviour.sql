select format(E'{"customer":%s}', coalesce((select format(E'\x01J%s\x02{"behaviour":%s,"accounts":[%s]}', r1.customer_id, coalesce((select format(E'{"asOf":"%s","daysPastDue":\x01A%s\x02,"bucket":\x01B%s\x02,"pboc":\x01C%s\x02,"history":\x01D%s\x02,"onTimeShare":\x01E%s\x02,"arrears":\x01F%s\x02,"reported":%s}', r2.as_of, r2.measurements, r2.measurements, r2.measurements, r2.story, r2.measurements, json_build_array(r2.currency, r2.measurements), coalesce((select format(E'{"month":"%s","scheme":%s,"code":%s,"daysPastDue":%s}', left(r3.month::text, 7), to_json(r3.scheme::text), coalesce((r3.code)::text, 'null'), coalesce((r3.days_past_due)::text, 'null'))
from assay.account_status r3
where r3.customer_id = r2.customer_id and r3.month <= r2.as_of and r3.available_on <= r2.as_of
order by r3.month desc, r3.days_past_due desc nulls last, r3.code desc nulls last, r3.account_id, r3.key limit 1), 'null'))
from ( select r1.customer_id, $2::date as as_of, (select case when min(currency) = max(currency) then min(currency) end
from assay.account
where customer_id = r1.customer_id) as currency, ( select json_build_array($2::date, ( select json_agg(json_build_array(l.fact, lower(l.days), upper(l.days) - 1))
from ( select i.fact, unnest(range_agg(daterange(i.from_on, i.until_on, '[]'))) as days
from assay.coverage as i
where i.fact in ('bill', 'payment') and i.source = any(m.sources) and i.from_on <= i.until_on group by i.fact) as l), json_build_array(c2, c3), json_build_array(c4, c5), json_build_array(c6, c7))
from (with known_mark as (select f.customer_id, f.key, f.from_on, f.fact, f.account_id, f.marked, f.effect, f.until_on, available_on
from assay.mark as f
where customer_id = r1.customer_id and recorded_at <= 'infinity'::timestamptz), left_out as materialized ( select customer_id, fact, marked
from known_mark as m
where effect = 'left_out' and available_on <= $2::date and from_on <= $2::date and (until_on is null or until_on > $2::date)), known_customer as (select f.customer_id, recorded_at::date as available_on
from assay.customer as f
where customer_id = r1.customer_id and recorded_at <= 'infinity'::timestamptz), told_bill as (select f.customer_id, f.account_id, f.key, f.period, f.amount_due_minor, f.due_on, f.replaces, available_on
from assay.bill as f
where not exists (select
from left_out as m
where m.customer_id = f.customer_id and m.fact = 'bill' and m.marked = f.key) and customer_id = r1.customer_id and recorded_at <= 'infinity'::timestamptz), replacing_bill as materialized (select *
from told_bill
where replaces is not null and period <= $2::date and available_on <= $2::date), known_bill as (select b.*
from told_bill as b
where not exists (select
from replacing_bill as r
where r.customer_id = b.customer_id and r.account_id = b.account_id and r.replaces = b.key and r.key <> b.key)), known_payment as (select f.customer_id, f.account_id, f.key, f.paid_on, f.amount_minor, f.bounced_on, available_on
from assay.payment as f
where not exists (select
from left_out as m
where m.customer_id = f.customer_id and m.fact = 'payment' and m.marked = f.key) and customer_id = r1.customer_id and recorded_at <= 'infinity'::timestamptz), late as ( select b.*, (b.covered_on is null or b.covered_on > b.due_on) and exists ( select
from (select *
from (select f.customer_id, f.account_id, f.key, f.from_on, f.until_on, f.expires_on, available_on
from assay.forbearance as f
where recorded_at <= 'infinity'::timestamptz) as x
where x.available_on <= $2::date and (x.from_on is null or x.from_on <= $2::date)) as w
where w.customer_id = b.customer_id and w.account_id = b.account_id and b.due_on between w.from_on and w.until_on and ($2::date <= w.expires_on or b.covered_on <= w.expires_on)) as is_forborne
from ( select customer_id, account_id, due_on, key, amount_due_minor, level + 0 as cumulative_minor, known_on, covered_on, cover_known_on, paid_total
from ( select *, min(paid_on) over covering as covered_on, min(paid_known_on) over covering as cover_known_on, max(paid_level) over account as paid_total
from ( select customer_id, account_id, (due_on + case (due_on - date '0001-01-01') % 7 when 5 then 2 when 6 then 1 else 0 end) as due_on, key, amount_due_minor, greatest(period, available_on) as known_on, (sum(amount_due_minor) over (partition by customer_id, account_id
order by (due_on + case (due_on - date '0001-01-01') % 7 when 5 then 2 when 6 then 1 else 0 end), key))::bigint - 0 as level, null::date as paid_on, null::date as paid_known_on, null::bigint as paid_level, true as is_bill
from (select *
from known_bill
where period <= $2::date and available_on <= $2::date) as b
where due_on is not null and amount_due_minor >= 1 union all select customer_id, account_id, null, null, null, null, level, paid_on, paid_known_on, level, false
from ( select customer_id, account_id, paid_on, (sum(sum(amount_minor)) over through)::bigint as level, max(max(greatest(paid_on, available_on))) over through as paid_known_on
from (select *
from known_payment
where paid_on <= $2::date and available_on <= $2::date and (bounced_on is null or bounced_on > $2::date)) as p group by customer_id, account_id, paid_on window through as (partition by customer_id, account_id
order by paid_on) ) as running ) as levels window account as (partition by customer_id, account_id), covering as (partition by customer_id, account_id
order by level desc, is_bill rows unbounded preceding) ) as covered
where is_bill) as b offset 0), g_late as (select x.customer_id, count(*) as p0, min(x.due_on) filter (where not x.is_forborne and x.due_on < $3::date and (x.covered_on is null or x.covered_on > $3::date)) as p1, sum(least(x.amount_due_minor, x.cumulative_minor - coalesce(x.paid_total, 0))) filter (where not x.is_forborne and x.due_on < $2::date and x.covered_on is null) as p2, count(*) filter (where x.due_on >= $4::date and x.due_on <= $5::date and x.covered_on <= x.due_on + $6::int) as p3, count(*) filter (where x.due_on >= $4::date and x.due_on <= $5::date and (not x.is_forborne or x.covered_on <= x.due_on + $6::int)) as p4
from late as x group by x.customer_id) select c.customer_id, (select array_agg(distinct r.source
order by r.source)
from (select r.source
from assay.source_record r
where r.customer_id = c.customer_id and r.recorded_at <= 'infinity'::timestamptz) as r) as sources, g_late.p0, g_late.p1, g_late.p0, g_late.p2, g_late.p3, g_late.p4
from known_customer as c
left
join g_late using (customer_id)
where $2::date is not null
order by c.customer_id) as m (customer_id, sources, c2, c3, c4, c5, c6, c7)) as measurements, ( select json_build_array($2::date, ( select json_agg(json_build_array(l.fact, lower(l.days), upper(l.days) - 1))
from ( select i.fact, unnest(range_agg(daterange(i.from_on, i.until_on, '[]'))) as days
from assay.coverage as i
where i.fact in ('bill', 'payment') and i.source = any(s.sources) and i.from_on <= i.until_on group by i.fact) as l), ( select json_agg(json_build_array(a.contract_start, o.known_on, o.late))
from (select customer_id, account_id, contract_start
from assay.account
where customer_id = r1.customer_id) as a
left
join ( with left_out as materialized ( select customer_id, fact, marked
from (select customer_id, fact, marked, effect, from_on, until_on, available_on
from assay.mark
where customer_id = r1.customer_id) as m
where effect = 'left_out' and available_on <= $2::date and from_on <= $2::date and (until_on is null or until_on > $2::date)), told_bill as (select *
from (select customer_id, account_id, key, period, due_on, amount_due_minor, replaces, available_on
from assay.bill
where customer_id = r1.customer_id and available_on <= $2::date) as x
where not exists (select
from left_out as m
where m.customer_id = x.customer_id and m.fact = 'bill' and m.marked = x.key) and period <= $2::date), replacing_bill as materialized (select *
from told_bill
where replaces is not null) select customer_id, account_id, min(known_on) as known_on, coalesce(json_agg(json_build_array(due_on, covered_on)) filter (where (covered_on is null or covered_on > due_on) and not is_forborne), '[]') as late
from ( select b.*, (b.covered_on is null or b.covered_on > b.due_on) and exists ( select
from (select customer_id, account_id, from_on, until_on, expires_on
from assay.forbearance
where available_on <= $2::date and from_on <= $2::date) as w
where w.customer_id = b.customer_id and w.account_id = b.account_id and b.due_on between w.from_on and w.until_on and ($2::date <= w.expires_on or b.covered_on <= w.expires_on)) as is_forborne
from ( select customer_id, account_id, due_on, key, amount_due_minor, level + 0 as cumulative_minor, known_on, covered_on, cover_known_on, paid_total
from ( select *, min(paid_on) over covering as covered_on, min(paid_known_on) over covering as cover_known_on, max(paid_level) over account as paid_total
from ( select customer_id, account_id, (due_on + case (due_on - date '0001-01-01') % 7 when 5 then 2 when 6 then 1 else 0 end) as due_on, key, amount_due_minor, greatest(period, available_on) as known_on, (sum(amount_due_minor) over (partition by customer_id, account_id
order by (due_on + case (due_on - date '0001-01-01') % 7 when 5 then 2 when 6 then 1 else 0 end), key))::bigint - 0 as level, null::date as paid_on, null::date as paid_known_on, null::bigint as paid_level, true as is_bill
from (select b.*
from told_bill b
where not exists (select
from replacing_bill as r
where r.customer_id = b.customer_id and r.account_id = b.account_id and r.replaces = b.key and r.key <> b.key)) as b
where due_on is not null and amount_due_minor >= 1 union all select customer_id, account_id, null, null, null, null, level, paid_on, paid_known_on, level, false
from ( select customer_id, account_id, paid_on, (sum(sum(amount_minor)) over through)::bigint as level, max(max(greatest(paid_on, available_on))) over through as paid_known_on
from (select *
from (select customer_id, account_id, key, paid_on, amount_minor, bounced_on, available_on
from assay.payment
where customer_id = r1.customer_id and available_on <= $2::date) as x
where not exists (select
from left_out as m
where m.customer_id = x.customer_id and m.fact = 'payment' and m.marked = x.key) and paid_on <= $2::date and (bounced_on is null or bounced_on > $2::date)) as p group by customer_id, account_id, paid_on window through as (partition by customer_id, account_id
order by paid_on) ) as running ) as levels window account as (partition by customer_id, account_id), covering as (partition by customer_id, account_id
order by level desc, is_bill rows unbounded preceding) ) as covered
where is_bill) as b offset 0) as allocated group by customer_id, account_id) as o using (customer_id, account_id)))
from (with known_customer as (select f.customer_id, recorded_at::date as available_on
from assay.customer as f
where customer_id = r1.customer_id and recorded_at <= 'infinity'::timestamptz) select c.customer_id, (select array_agg(distinct r.source
order by r.source)
from (select r.source
from assay.source_record r
where r.customer_id = c.customer_id and r.recorded_at <= 'infinity'::timestamptz) as r) as sources
from known_customer as c
where $2::date is not null
order by c.customer_id) as s) as story offset 0) as r2), 'null'), array_to_string(array(select format(E'{"number":%s,"behaviour":%s,"statuses":[%s]}', coalesce((to_json(r4.number::text))::text, 'null'), coalesce((select format(E'{"daysPastDue":\x01G%s\x02,"bucket":\x01H%s\x02,"history":\x01I%s\x02}', r5.story, r5.story, r5.story)
from ( select $8::date as as_of, ( select json_build_array($8::date, ( select json_agg(json_build_array(l.fact, lower(l.days), upper(l.days) - 1))
from ( select i.fact, unnest(range_agg(daterange(i.from_on, i.until_on, '[]'))) as days
from assay.coverage as i
where i.fact in ('bill', 'payment') and i.source = any(s.sources) and i.from_on <= i.until_on group by i.fact) as l), ( select json_agg(json_build_array(a.contract_start, o.known_on, o.late))
from (select r4.customer_id, r4.account_id, r4.contract_start) as a
left
join ( with left_out as materialized ( select customer_id, fact, marked
from (select customer_id, fact, marked, effect, from_on, until_on, available_on
from assay.mark
where customer_id = r4.customer_id and account_id = r4.account_id) as m
where effect = 'left_out' and available_on <= $8::date and from_on <= $8::date and (until_on is null or until_on > $8::date)), told_bill as (select *
from (select customer_id, account_id, key, period, due_on, amount_due_minor, replaces, available_on
from assay.bill
where customer_id = r4.customer_id and account_id = r4.account_id and available_on <= $8::date) as x
where not exists (select
from left_out as m
where m.customer_id = x.customer_id and m.fact = 'bill' and m.marked = x.key) and period <= $8::date), replacing_bill as materialized (select *
from told_bill
where replaces is not null) select customer_id, account_id, min(known_on) as known_on, coalesce(json_agg(json_build_array(due_on, covered_on)) filter (where (covered_on is null or covered_on > due_on) and not is_forborne), '[]') as late
from ( select b.*, (b.covered_on is null or b.covered_on > b.due_on) and exists ( select
from (select customer_id, account_id, from_on, until_on, expires_on
from assay.forbearance
where available_on <= $8::date and from_on <= $8::date) as w
where w.customer_id = b.customer_id and w.account_id = b.account_id and b.due_on between w.from_on and w.until_on and ($8::date <= w.expires_on or b.covered_on <= w.expires_on)) as is_forborne
from ( select customer_id, account_id, due_on, key, amount_due_minor, level + 0 as cumulative_minor, known_on, covered_on, cover_known_on, paid_total
from ( select *, min(paid_on) over covering as covered_on, min(paid_known_on) over covering as cover_known_on, max(paid_level) over account as paid_total
from ( select customer_id, account_id, (due_on + case (due_on - date '0001-01-01') % 7 when 5 then 2 when 6 then 1 else 0 end) as due_on, key, amount_due_minor, greatest(period, available_on) as known_on, (sum(amount_due_minor) over (partition by customer_id, account_id
order by (due_on + case (due_on - date '0001-01-01') % 7 when 5 then 2 when 6 then 1 else 0 end), key))::bigint - 0 as level, null::date as paid_on, null::date as paid_known_on, null::bigint as paid_level, true as is_bill
from (select b.*
from told_bill b
where not exists (select
from replacing_bill as r
where r.customer_id = b.customer_id and r.account_id = b.account_id and r.replaces = b.key and r.key <> b.key)) as b
where due_on is not null and amount_due_minor >= 1 union all select customer_id, account_id, null, null, null, null, level, paid_on, paid_known_on, level, false
from ( select customer_id, account_id, paid_on, (sum(sum(amount_minor)) over through)::bigint as level, max(max(greatest(paid_on, available_on))) over through as paid_known_on
from (select *
from (select customer_id, account_id, key, paid_on, amount_minor, bounced_on, available_on
from assay.payment
where customer_id = r4.customer_id and account_id = r4.account_id and available_on <= $8::date) as x
where not exists (select
from left_out as m
where m.customer_id = x.customer_id and m.fact = 'payment' and m.marked = x.key) and paid_on <= $8::date and (bounced_on is null or bounced_on > $8::date)) as p group by customer_id, account_id, paid_on window through as (partition by customer_id, account_id
order by paid_on) ) as running ) as levels window account as (partition by customer_id, account_id), covering as (partition by customer_id, account_id
order by level desc, is_bill rows unbounded preceding) ) as covered
where is_bill) as b offset 0) as allocated group by customer_id, account_id) as o using (customer_id, account_id)))
from (with known_customer as (select f.customer_id, recorded_at::date as available_on
from assay.customer as f
where customer_id = r4.customer_id and recorded_at <= 'infinity'::timestamptz) select c.customer_id, (select array_agg(distinct r.source
order by r.source)
from (select r.source
from assay.source_record r
where r.customer_id = c.customer_id and r.recorded_at <= 'infinity'::timestamptz) as r) as sources
from known_customer as c
where $8::date is not null
order by c.customer_id) as s) as story offset 0) as r5), E'\x03'), array_to_string(array(select format(E'{"month":"%s","scheme":%s,"code":%s,"daysPastDue":%s,"amountPastDue":%s}', left(r6.month::text, 7), to_json(r6.scheme::text), coalesce((r6.code)::text, 'null'), coalesce((r6.days_past_due)::text, 'null'), case when r6.amount_past_due_minor is not null then format(E'{"amount":"%s"}', case when r6.currency in ('JPY', 'KRW', 'VND', 'CLP', 'ISK', 'XAF', 'XOF') then r6.amount_past_due_minor * 1::numeric when r6.currency in ('BHD', 'KWD', 'OMR', 'JOD', 'TND') then r6.amount_past_due_minor * 0.001::numeric else r6.amount_past_due_minor * 0.01::numeric end) else 'null' end)
from (select f.key, f.month, f.scheme, f.code, f.days_past_due, f.amount_past_due_minor, coalesce(r4.currency, $10::text) as currency
from assay.account_status f
where f.customer_id = r4.customer_id and f.account_id = r4.account_id) as r6
order by r6.month desc, r6.key limit $9::int), ','))
from (select f.customer_id, f.account_id, f.number, f.contract_start, f.currency
from assay.account f
where f.customer_id = r1.customer_id) as r4
order by r4.account_id limit $7::int), ','))
from assay.customer r1
where r1.customer_id = $1::uuid), 'null')) as data
