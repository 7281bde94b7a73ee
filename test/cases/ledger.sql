select format(E'{"customer":%s}', coalesce((select format(E'\x01F%s\x02{"accounts":[%s]}', r1.customer_id, array_to_string(array(select format(E'{"number":%s,"currency":%s,"bills":[%s],"payments":[%s],"prepayments":[%s]}', coalesce((to_json(r2.number::text))::text, 'null'), coalesce((to_json(r2.currency::text))::text, 'null'), array_to_string(array(with r3_paid as materialized ( select levelled.customer_id, levelled.account_id, levelled.key, levelled.paid_on, levelled.amount_minor, levelled.bill, levelled.place, levelled.level, levelled.level - levelled.amount_minor as level_before
from ( select ranked.customer_id, ranked.account_id, ranked.key, ranked.paid_on, ranked.amount_minor, ranked.bill, row_number() over through as place, case when ranked.bounced_on is null then (sum(ranked.amount_minor) filter (where ranked.bounced_on is null) over through)::bigint end as level
from assay.payment ranked
where ranked.customer_id = r2.customer_id and ranked.account_id = r2.account_id window through as (order by ranked.paid_on, ranked.key rows unbounded preceding) ) as levelled) select format(E'{"id":\x01A%s %s %s\x02,"period":"%s","number":%s,"cause":%s,"issuedOn":%s,"dueOn":%s,"coveredOn":%s,"replaces":\x01B%s\x02,"statement":%s,"amountDue":%s,"payments":[%s]}', r3.customer_id, r3.account_id, r3.key, left(r3.period::text, 7), coalesce((to_json(r3.number::text))::text, 'null'), coalesce((to_json(r3.cause::text))::text, 'null'), coalesce('"' || (r3.issued_on)::text || '"', 'null'), coalesce('"' || (r3.due_on)::text || '"', 'null'), coalesce('"' || (r3_cover.covered_on)::text || '"', 'null'), r3.customer_id || ' ' || r3.account_id || ' ' || r3.replaces, case when r3.statement_minor is not null then format(E'{"amountMinor":%s}', r3.statement_minor) else 'null' end, case when r3.amount_due_minor is not null then format(E'{"amountMinor":%s}', r3.amount_due_minor) else 'null' end, array_to_string(array(select format(E'{"stated":%s,"allocated":{"amountMinor":%s},"payment":{"id":\x01C%s %s %s\x02,"paidOn":"%s"}}', to_json(r4.stated), r4.allocated, r4.customer_id, r4.account_id, r4.key, r4.paid_on)
from (select paying.customer_id, paying.account_id, paying.key, paying.paid_on, paying.place, r3.currency, coalesce(paying.bill = r3.key, false) as stated, case when paying.level is null or r3_cover.key is null then 0 else greatest(least(paying.level, r3_cover.cumulative_minor) - greatest(paying.level_before, r3_cover.below), 0) end as allocated
from r3_paid paying
where (paying.bill = r3.key or (paying.amount_minor > 0 and paying.level > r3_cover.below and paying.level_before < r3_cover.cumulative_minor))) as r4
order by r4.place), ','))
from (select f.customer_id, f.account_id, f.key, f.period, f.number, f.statement_minor, f.amount_due_minor, f.issued_on, f.due_on, f.cause, f.replaces, coalesce(r2.currency, $6::text) as currency
from assay.bill f
where f.customer_id = r2.customer_id and f.account_id = r2.account_id and f.period >= $4::date and f.period <= $5::date) as r3
left
join lateral ( select c.key, c.covered_on, c.cumulative_minor, c.cumulative_minor - c.amount_due_minor as below
from assay.bill_cover c
where c.customer_id = r3.customer_id and c.account_id = r3.account_id and c.due_on = (r3.due_on + case (r3.due_on - date '0001-01-01') % 7 when 5 then 2 when 6 then 1 else 0 end) and c.key = r3.key limit 1) as r3_cover on true
order by r3.period desc, r3.key limit $3::int), ','), array_to_string(array(select format(E'{"id":\x01D%s %s %s\x02,"paidOn":"%s","bookedOn":%s,"bouncedOn":%s,"channel":%s,"bill":\x01E%s\x02,"amount":{"amountMinor":%s}}', r5.customer_id, r5.account_id, r5.key, r5.paid_on, coalesce('"' || (r5.booked_on)::text || '"', 'null'), coalesce('"' || (r5.bounced_on)::text || '"', 'null'), coalesce((to_json(r5.channel::text))::text, 'null'), r5.customer_id || ' ' || r5.account_id || ' ' || r5.bill, r5.amount_minor)
from (select f.customer_id, f.account_id, f.key, f.paid_on, f.amount_minor, f.booked_on, f.channel, f.bounced_on, f.bill, coalesce(r2.currency, $10::text) as currency
from assay.payment f
where f.customer_id = r2.customer_id and f.account_id = r2.account_id and f.paid_on >= $8::date and f.paid_on <= $9::date) as r5
order by r5.paid_on desc, r5.key limit $7::int), ','), array_to_string(array(select format(E'{"toppedUpOn":"%s","ranOutOn":%s,"restoredOn":%s,"amount":{"amount":"%s"},"balanceAfter":%s}', r6.topped_up_on, coalesce('"' || (r6.ran_out_on)::text || '"', 'null'), coalesce('"' || (r6.restored_on)::text || '"', 'null'), case when r6.currency in ('JPY', 'KRW', 'VND', 'CLP', 'ISK', 'XAF', 'XOF') then r6.amount_minor * 1::numeric when r6.currency in ('BHD', 'KWD', 'OMR', 'JOD', 'TND') then r6.amount_minor * 0.001::numeric else r6.amount_minor * 0.01::numeric end, case when r6.balance_after_minor is not null then format(E'{"amount":"%s"}', case when r6.currency in ('JPY', 'KRW', 'VND', 'CLP', 'ISK', 'XAF', 'XOF') then r6.balance_after_minor * 1::numeric when r6.currency in ('BHD', 'KWD', 'OMR', 'JOD', 'TND') then r6.balance_after_minor * 0.001::numeric else r6.balance_after_minor * 0.01::numeric end) else 'null' end)
from (select f.key, f.topped_up_on, f.amount_minor, f.balance_after_minor, f.ran_out_on, f.restored_on, coalesce(r2.currency, $12::text) as currency
from assay.prepayment f
where f.customer_id = r2.customer_id and f.account_id = r2.account_id) as r6
order by r6.topped_up_on desc, r6.key limit $11::int), ','))
from (select f.customer_id, f.account_id, f.number, f.currency
from assay.account f
where f.customer_id = r1.customer_id) as r2
order by r2.account_id limit $2::int), ','))
from assay.customer r1
where r1.customer_id = $1::uuid), 'null')) as data
