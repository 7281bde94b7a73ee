select format(E'{"customer":%s}', coalesce((select format(E'\x01A%s\x02{"accounts":[%s]}', r1.customer_id, array_to_string(array(select format(E'{"number":%s,"notices":[%s],"contractEvents":[%s]}', coalesce((to_json(r2.number::text))::text, 'null'), array_to_string(array(select format(E'{"sentOn":"%s","kind":%s,"channel":%s,"deliveredOn":%s,"deadlineOn":%s,"compliedOn":%s}', r3.sent_on, to_json(r3.kind::text), coalesce((to_json(r3.channel::text))::text, 'null'), coalesce('"' || (r3.delivered_on)::text || '"', 'null'), coalesce('"' || (r3.deadline_on)::text || '"', 'null'), coalesce('"' || (r3.complied_on)::text || '"', 'null'))
from (select f.key, f.sent_on, f.kind, f.channel, f.delivered_on, f.deadline_on, f.complied_on
from assay.notice f
where f.customer_id = r2.customer_id and f.account_id = r2.account_id) as r3
order by r3.sent_on desc, r3.key limit $3::int), ','), array_to_string(array(select format(E'{"occurredOn":"%s","kind":%s,"endedOn":%s,"severity":%s,"source":%s}', r4.occurred_on, to_json(r4.kind::text), coalesce('"' || (r4.ended_on)::text || '"', 'null'), coalesce((r4.severity)::text, 'null'), to_json(r4.source::text))
from (select f.key, f.occurred_on, f.kind, f.ended_on, f.severity, f.source
from assay.contract_event f
where f.customer_id = r2.customer_id and f.account_id = r2.account_id) as r4
order by r4.occurred_on desc, r4.key limit $4::int), ','))
from (select f.customer_id, f.account_id, f.number
from assay.account f
where f.customer_id = r1.customer_id) as r2
order by r2.account_id limit $2::int), ','))
from assay.customer r1
where r1.customer_id = $1::uuid), 'null')) as data
