select format(E'{"customer":%s}', coalesce((select format(E'\x01E%s\x02{"id":\x01A%s\x02,"name":%s,"kind":%s,"bornOn":%s,"address":%s,"rating":%s,"accounts":[%s]}', r1.customer_id, r1.customer_id, coalesce((to_json(r1.name::text))::text, 'null'), to_json(r1.kind::text), coalesce('"' || (r1.born_on)::text || '"', 'null'), coalesce((to_json(r1.address::text))::text, 'null'), coalesce((select case when count(*) over (partition by r2.as_of
order by r2.as_of desc) > 1 then E'\x03' else format(E'{"grade":\x01B%s\x02,"score":%s,"asOf":"%s","reasons":\x01C%s\x02}', r2.version || ' ' || r2.grade, coalesce((case when r2.score = 0 or abs(r2.score) between 1e-4 and 1e14 then (r2.score + 0)::text when abs(r2.score) >= 9007199254740992 then E'\x03' when abs(r2.score) >= 1e-6 then r2.score::text::numeric::text else regexp_replace(r2.score::text, 'e([+-])0', 'e\1') end)::text, 'null'), r2.as_of, r2.version || ' ' || array_to_string(r2.reasons, ' ')) end
from assay.rating r2
where r2.customer_id = r1.customer_id and r2.subject_id = '00000000-0000-0000-0000-000000000000' and r2.dimension = $2::text and r2.kind = 'monitoring'
order by r2.as_of desc limit 1), 'null'), array_to_string(array(select format(E'{"id":\x01D%s %s\x02,"service":%s,"number":%s,"status":%s,"contractStart":%s,"bills":[%s]}', r3.customer_id, r3.account_id, to_json(r3.service::text), coalesce((to_json(r3.number::text))::text, 'null'), coalesce((to_json(r3.status::text))::text, 'null'), coalesce('"' || (r3.contract_start)::text || '"', 'null'), array_to_string(array(with r4_paid as materialized ( select levelled.paid_on, levelled.amount_minor, levelled.channel, levelled.bill, levelled.place, levelled.level, levelled.level - levelled.amount_minor as level_before
from ( select ranked.paid_on, ranked.amount_minor, ranked.channel, ranked.bill, row_number() over through as place, case when ranked.bounced_on is null then (sum(ranked.amount_minor) filter (where ranked.bounced_on is null) over through)::bigint end as level
from assay.payment ranked
where ranked.customer_id = r3.customer_id and ranked.account_id = r3.account_id window through as (order by ranked.paid_on, ranked.key rows unbounded preceding) ) as levelled) select format(E'{"period":"%s","dueOn":%s,"coveredOn":%s,"statement":%s,"amountDue":%s,"payments":[%s]}', left(r4.period::text, 7), coalesce('"' || (r4.due_on)::text || '"', 'null'), coalesce('"' || (r4_cover.covered_on)::text || '"', 'null'), case when r4.statement_minor is not null then format(E'{"amountMinor":%s,"currency":%s}', r4.statement_minor, to_json(r4.currency::text)) else 'null' end, case when r4.amount_due_minor is not null then format(E'{"amountMinor":%s,"currency":%s}', r4.amount_due_minor, to_json(r4.currency::text)) else 'null' end, array_to_string(array(select format(E'{"allocated":{"amountMinor":%s},"payment":{"paidOn":"%s","channel":%s,"amount":{"amountMinor":%s}}}', r5.allocated, r5.paid_on, coalesce((to_json(r5.channel::text))::text, 'null'), r5.amount_minor)
from (select paying.paid_on, paying.amount_minor, paying.channel, paying.place, r4.currency, coalesce(paying.bill = r4.key, false) as stated, case when paying.level is null or r4_cover.key is null then 0 else greatest(least(paying.level, r4_cover.cumulative_minor) - greatest(paying.level_before, r4_cover.below), 0) end as allocated
from r4_paid paying
where (paying.bill = r4.key or (paying.amount_minor > 0 and paying.level > r4_cover.below and paying.level_before < r4_cover.cumulative_minor))) as r5
order by r5.place), ','))
from (select f.customer_id, f.account_id, f.key, f.period, f.statement_minor, f.amount_due_minor, f.due_on, coalesce(r3.currency, $5::text) as currency
from assay.bill f
where f.customer_id = r3.customer_id and f.account_id = r3.account_id) as r4
left
join lateral ( select c.key, c.covered_on, c.cumulative_minor, c.cumulative_minor - c.amount_due_minor as below
from assay.bill_cover c
where c.customer_id = r4.customer_id and c.account_id = r4.account_id and c.due_on = (r4.due_on + case (r4.due_on - date '0001-01-01') % 7 when 5 then 2 when 6 then 1 else 0 end) and c.key = r4.key limit 1) as r4_cover on true
order by r4.period desc, r4.key limit $4::int), ','))
from (select f.customer_id, f.account_id, f.service, f.number, f.contract_start, f.status, f.currency
from assay.account f
where f.customer_id = r1.customer_id) as r3
order by r3.account_id limit $3::int), ','))
from assay.customer r1
where r1.customer_id = $1::uuid), 'null')) as data
