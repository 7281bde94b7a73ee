select format(E'{"customer":%s}', coalesce((select format(E'\x01B%s\x02{"provenance":\x01A%s\x02,"sourceRecords":[%s]}', r1.customer_id, json_build_array(r1.provenance, (json_build_array(r1.attributes, ( select json_object_agg(name, class)
from ( select name, coalesce(min(class) filter (where class <> 'plain'), 'plain') as class
from assay.attribute
where fact = 'customer' group by name ) as declared)))::text), array_to_string(array(select format(E'{"source":%s,"key":%s,"recordedAt":"%s","linkedSince":%s,"rule":%s}', to_json(r2.source::text), to_json(r2.key::text), to_char(r2.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), coalesce('"' || (to_char(r2.linked_since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))::text || '"', 'null'), coalesce((to_json(r2.rule::text))::text, 'null'))
from ( select s.source, s.source_key as key, s.recorded_at, l.linked_at as linked_since, l.rule
from assay.source_record s
left
join lateral ( select linked_at, rule
from assay.link
where customer_id = s.customer_id and record_id = s.record_id and until is null
order by linked_at desc limit 1 ) as l on true
where s.customer_id = r1.customer_id ) as r2
order by r2.source, r2.key), ','))
from assay.customer r1
where r1.customer_id = $1::uuid), 'null')) as data
