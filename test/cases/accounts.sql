select format(E'{"customer":%s}', coalesce((select format(E'\x01C%s\x02{"accounts":[%s]}', r1.customer_id, array_to_string(array(select format(E'{"id":\x01A%s %s\x02,"service":%s,"number":%s,"meter":%s,"tariff":%s,"status":%s,"contractStart":%s,"contractEnd":%s,"prepaid":%s,"currency":%s,"creditLimit":%s,"attributes":\x01B%s\x02,"usages":[%s],"balances":[%s]}', r2.customer_id, r2.account_id, to_json(r2.service::text), coalesce((to_json(r2.number::text))::text, 'null'), coalesce((to_json(r2.meter::text))::text, 'null'), coalesce((to_json(r2.tariff::text))::text, 'null'), coalesce((to_json(r2.status::text))::text, 'null'), coalesce('"' || (r2.contract_start)::text || '"', 'null'), coalesce('"' || (r2.contract_end)::text || '"', 'null'), coalesce((to_json(r2.prepaid))::text, 'null'), coalesce((to_json(r2.currency::text))::text, 'null'), case when r2.credit_limit_minor is not null then format(E'{"amount":"%s","currency":%s}', case when r2.currency in ('JPY', 'KRW', 'VND', 'CLP', 'ISK', 'XAF', 'XOF') then r2.credit_limit_minor * 1::numeric when r2.currency in ('BHD', 'KWD', 'OMR', 'JOD', 'TND') then r2.credit_limit_minor * 0.001::numeric else r2.credit_limit_minor * 0.01::numeric end, to_json(r2.currency::text)) else 'null' end, json_build_array(r2.attributes, ( select json_object_agg(name, class)
from ( select name, coalesce(min(class) filter (where class <> 'plain'), 'plain') as class
from assay.attribute
where fact = 'account' group by name ) as declared)), array_to_string(array(select format(E'{"period":"%s","quantity":"%s","unit":%s,"peak":%s,"offPeak":%s,"reactive":%s,"reading":%s}', left(r3.period::text, 7), r3.quantity, to_json(r3.unit::text), coalesce('"' || (r3.peak)::text || '"', 'null'), coalesce('"' || (r3.off_peak)::text || '"', 'null'), coalesce('"' || (r3.reactive)::text || '"', 'null'), coalesce((to_json(r3.reading::text))::text, 'null'))
from (select f.key, f.period, f.quantity, f.unit, f.peak, f.off_peak, f.reactive, f.reading
from assay.usage f
where f.customer_id = r2.customer_id and f.account_id = r2.account_id) as r3
order by r3.period desc, r3.key limit $3::int), ','), array_to_string(array(select format(E'{"balanceOn":"%s","kind":%s,"amount":{"amount":"%s","currency":%s}}', r4.balance_on, to_json(r4.kind::text), case when r4.currency in ('JPY', 'KRW', 'VND', 'CLP', 'ISK', 'XAF', 'XOF') then r4.amount_minor * 1::numeric when r4.currency in ('BHD', 'KWD', 'OMR', 'JOD', 'TND') then r4.amount_minor * 0.001::numeric else r4.amount_minor * 0.01::numeric end, to_json(r4.currency::text))
from (select f.key, f.balance_on, f.kind, f.amount_minor, coalesce(r2.currency, $5::text) as currency
from assay.balance f
where f.customer_id = r2.customer_id and f.account_id = r2.account_id) as r4
order by r4.balance_on desc, r4.key limit $4::int), ','))
from (select f.customer_id, f.account_id, f.service, f.number, f.meter, f.tariff, f.contract_start, f.contract_end, f.prepaid, f.status, f.currency, f.credit_limit_minor, f.attributes
from assay.account f
where f.customer_id = r1.customer_id) as r2
order by r2.account_id limit $2::int), ','))
from assay.customer r1
where r1.customer_id = $1::uuid), 'null')) as data
