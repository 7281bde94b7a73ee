select format(E'{"customer":%s}', coalesce((select format(E'{"id":\x01A%s\x02,"name":%s,"kind":%s,"bornOn":%s,"address":%s,"rating":%s,"accounts":[%s]}', r1.customer_id, coalesce((to_json(r1.name::text))::text, 'null'), to_json(r1.kind::text), coalesce('"' || (r1.born_on)::text || '"', 'null'), coalesce((to_json(r1.address::text))::text, 'null'), coalesce((select case when count(*) over (partition by r2.as_of
order by r2.as_of desc) > 1 then E'\x03' else format(E'{"grade":\x01B%s\x02,"score":%s,"asOf":"%s","reasons":\x01C%s\x02}', r2.version || ' ' || r2.grade, coalesce((case when r2.score = 0 or abs(r2.score) between 1e-4 and 1e14 then (r2.score + 0)::text when abs(r2.score) >= 9007199254740992 then E'\x03' when abs(r2.score) >= 1e-6 then r2.score::text::numeric::text else regexp_replace(r2.score::text, 'e([+-])0', 'e\1') end)::text, 'null'), r2.as_of, r2.version || ' ' || array_to_string(r2.reasons, ' ')) end
from assay.rating r2
where r2.customer_id = r1.customer_id and r2.subject_id = '00000000-0000-0000-0000-000000000000' and r2.dimension = $2::text and r2.kind = 'monitoring'
order by r2.as_of desc limit 1), 'null'), array_to_string(array(select format(E'{"id":\x01D%s %s\x02,"service":%s,"number":%s,"status":%s,"contractStart":%s,"bills":[%s]}', r3.customer_id, r3.account_id, to_json(r3.service::text), coalesce((to_json(r3.number::text))::text, 'null'), coalesce((to_json(r3.status::text))::text, 'null'), coalesce('"' || (r3.contract_start)::text || '"', 'null'), array_to_string(array(with r4_paid as materialized ( select f.*, f.level - f.amount_minor as level_before
from ( select p.*, row_number() over through as place, case when p.bounced_on is null then (sum(p.amount_minor) filter (where p.bounced_on is null) over through)::bigint end as level
from assay.payment p
where p.customer_id = r3.customer_id and p.account_id = r3.account_id window through as (order by p.paid_on, p.key rows unbounded preceding) ) as f) select format(E'{"period":"%s","dueOn":%s,"coveredOn":%s,"statement":%s,"amountDue":%s,"payments":[%s]}', left(r4.period::text, 7), coalesce('"' || (r4.due_on)::text || '"', 'null'), coalesce('"' || (r4_cover.covered_on)::text || '"', 'null'), case when r4.statement_minor is not null then format(E'{"amountMinor":%s,"currency":%s}', r4.statement_minor, to_json(r4.currency::text)) else 'null' end, case when r4.amount_due_minor is not null then format(E'{"amountMinor":%s,"currency":%s}', r4.amount_due_minor, to_json(r4.currency::text)) else 'null' end, array_to_string(array(select format(E'{"allocated":{"amountMinor":%s},"payment":{"paidOn":"%s","channel":%s,"amount":{"amountMinor":%s}}}', r5.allocated, r5.paid_on, coalesce((to_json(r5.channel::text))::text, 'null'), r5.amount_minor)
from (select p.*, r4.currency, coalesce(p.bill = r4.key, false) as stated, case when p.level is null or r4_cover.key is null then 0 else greatest(least(p.level, r4_cover.cumulative_minor) - greatest(p.level_before, r4_cover.below), 0) end as allocated
from r4_paid p
where (p.bill = r4.key or (p.amount_minor > 0 and p.level > r4_cover.below and p.level_before < r4_cover.cumulative_minor))) as r5
order by r5.place), ','))
from (select f.*, coalesce(r3.currency, $5::text) as currency
from assay.bill f
where f.customer_id = r3.customer_id and f.account_id = r3.account_id) as r4
left
join lateral ( select c.key, c.covered_on, c.cumulative_minor, c.cumulative_minor - c.amount_due_minor as below
from assay.bill_cover c
where c.customer_id = r4.customer_id and c.account_id = r4.account_id and c.due_on = (r4.due_on + case (r4.due_on - date '0001-01-01') % 7 when 5 then 2 when 6 then 1 else 0 end) and c.key = r4.key limit 1) as r4_cover on true
order by r4.period desc, r4.key limit $4::int), ','))
from (select f.*
from assay.account f
where f.customer_id = r1.customer_id) as r3
order by r3.account_id limit $3::int), ','))
from assay.customer r1
where r1.customer_id = $1::uuid), 'null')) as data
