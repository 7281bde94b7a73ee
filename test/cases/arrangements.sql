select format(E'{"customer":%s}', coalesce((select format(E'\x01E%s\x02{"accounts":[%s]}', r1.customer_id, array_to_string(array(select format(E'{"number":%s,"arrangements":[%s],"instalments":[%s]}', coalesce((to_json(r2.number::text))::text, 'null'), array_to_string(array(select format(E'{"id":\x01A%s %s %s\x02,"agreedOn":"%s","kind":%s,"state":\x01B%s\x02,"brokenOn":\x01C%s\x02,"cancelledOn":%s,"amount":%s,"instalments":[%s]}', r3.customer_id, r3.account_id, r3.key, r3.agreed_on, to_json(r3.kind::text), json_build_array( json_build_object('agreedOn', r3.agreed_on, 'amountMinor', r3.amount_minor, 'cancelledOn', r3.cancelled_on), (select coalesce(json_agg(json_build_object('key', i.key, 'dueOn', i.due_on, 'availableOn', i.available_on, 'amountMinor', i.amount_minor)), '[]')
from assay.instalment i
where i.customer_id = r3.customer_id and i.account_id = r3.account_id and i.arrangement = r3.key), (select coalesce(json_agg(json_build_object('paidOn', p.paid_on, 'availableOn', p.available_on, 'bouncedOn', p.bounced_on, 'amountMinor', p.amount_minor)), '[]')
from assay.payment p
where p.customer_id = r3.customer_id and p.account_id = r3.account_id and p.paid_on >= r3.agreed_on)), json_build_array( json_build_object('agreedOn', r3.agreed_on, 'amountMinor', r3.amount_minor, 'cancelledOn', r3.cancelled_on), (select coalesce(json_agg(json_build_object('key', i.key, 'dueOn', i.due_on, 'availableOn', i.available_on, 'amountMinor', i.amount_minor)), '[]')
from assay.instalment i
where i.customer_id = r3.customer_id and i.account_id = r3.account_id and i.arrangement = r3.key), (select coalesce(json_agg(json_build_object('paidOn', p.paid_on, 'availableOn', p.available_on, 'bouncedOn', p.bounced_on, 'amountMinor', p.amount_minor)), '[]')
from assay.payment p
where p.customer_id = r3.customer_id and p.account_id = r3.account_id and p.paid_on >= r3.agreed_on)), coalesce('"' || (r3.cancelled_on)::text || '"', 'null'), case when r3.amount_minor is not null then format(E'{"amount":"%s","currency":%s}', case when r3.currency in ('JPY', 'KRW', 'VND', 'CLP', 'ISK', 'XAF', 'XOF') then r3.amount_minor * 1::numeric when r3.currency in ('BHD', 'KWD', 'OMR', 'JOD', 'TND') then r3.amount_minor * 0.001::numeric else r3.amount_minor * 0.01::numeric end, to_json(r3.currency::text)) else 'null' end, array_to_string(array(select format(E'{"dueOn":"%s","amount":{"amount":"%s"}}', r4.due_on, case when r4.currency in ('JPY', 'KRW', 'VND', 'CLP', 'ISK', 'XAF', 'XOF') then r4.amount_minor * 1::numeric when r4.currency in ('BHD', 'KWD', 'OMR', 'JOD', 'TND') then r4.amount_minor * 0.001::numeric else r4.amount_minor * 0.01::numeric end)
from (select i.key, i.due_on, i.amount_minor, r3.currency
from assay.instalment i
where i.customer_id = r3.customer_id and i.account_id = r3.account_id and i.arrangement = r3.key) as r4
order by r4.due_on, r4.key), ','))
from (select f.customer_id, f.account_id, f.key, f.agreed_on, f.kind, f.amount_minor, f.cancelled_on, coalesce(r2.currency, $4::text) as currency
from assay.arrangement f
where f.customer_id = r2.customer_id and f.account_id = r2.account_id) as r3
order by r3.agreed_on desc, r3.key limit $3::int), ','), array_to_string(array(select format(E'{"dueOn":"%s","arrangement":\x01D%s\x02}', r5.due_on, r5.customer_id || ' ' || r5.account_id || ' ' || r5.arrangement)
from (select f.customer_id, f.account_id, f.key, f.due_on, f.arrangement, coalesce(r2.currency, $6::text) as currency
from assay.instalment f
where f.customer_id = r2.customer_id and f.account_id = r2.account_id) as r5
order by r5.due_on desc, r5.key limit $5::int), ','))
from (select f.customer_id, f.account_id, f.number, f.currency
from assay.account f
where f.customer_id = r1.customer_id) as r2
order by r2.account_id limit $2::int), ','))
from assay.customer r1
where r1.customer_id = $1::uuid), 'null')) as data
