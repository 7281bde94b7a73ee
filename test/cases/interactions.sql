select format(E'{"customer":%s}', coalesce((select format(E'{"interactions":[%s]}', array_to_string(array(select format(E'{"id":\x01A%s %s\x02,"occurredOn":"%s","kind":%s,"channel":%s,"subject":%s,"topic":%s,"startedAt":%s,"endedAt":%s,"waitingSeconds":%s,"talkSeconds":%s,"handler":%s,"parent":\x01B%s\x02,"remedy":%s,"satisfaction":%s}', r2.customer_id, r2.key, r2.occurred_on, to_json(r2.kind::text), coalesce((to_json(r2.channel::text))::text, 'null'), coalesce((to_json(r2.subject::text))::text, 'null'), coalesce((to_json(r2.topic::text))::text, 'null'), coalesce('"' || (to_char(r2.started_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))::text || '"', 'null'), coalesce('"' || (to_char(r2.ended_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))::text || '"', 'null'), coalesce((r2.waiting_seconds)::text, 'null'), coalesce((r2.talk_seconds)::text, 'null'), coalesce((to_json(r2.handler::text))::text, 'null'), r2.customer_id || ' ' || r2.parent, coalesce((to_json(r2.remedy::text))::text, 'null'), coalesce((r2.satisfaction)::text, 'null'))
from (select f.*
from assay.interaction f
where f.customer_id = r1.customer_id) as r2
order by r2.occurred_on desc, r2.key limit $2::int), ','))
from assay.customer r1
where r1.customer_id = $1::uuid), 'null')) as data
