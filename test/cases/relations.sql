select format(E'{"customer":%s}', coalesce((select format(E'\x01F%s\x02{"name":%s,"relations":[%s],"assignments":[%s]}', r1.customer_id, coalesce((to_json(r1.name::text))::text, 'null'), array_to_string(array(select format(E'{"kind":%s,"side":%s,"role":%s,"weight":%s,"sinceOn":"%s","untilOn":%s,"contactName":%s,"other":%s}', to_json(r2.kind::text), to_json(r2.side::text), coalesce((to_json(r2.role::text))::text, 'null'), coalesce('"' || (r2.weight)::text || '"', 'null'), r2.since_on, coalesce('"' || (r2.until_on)::text || '"', 'null'), coalesce((to_json(r2.contact_name::text))::text, 'null'), coalesce((select format(E'\x01E%s\x02{"id":\x01A%s\x02,"name":%s,"rating":%s,"relations":[%s]}', r3.customer_id, r3.customer_id, coalesce((to_json(r3.name::text))::text, 'null'), coalesce((select case when count(*) over (partition by r4.as_of
order by r4.as_of desc) > 1 then E'\x03' else format(E'{"grade":\x01B%s\x02}', r4.version || ' ' || r4.grade) end
from assay.rating r4
where r4.customer_id = r3.customer_id and r4.subject_id = '00000000-0000-0000-0000-000000000000' and r4.dimension = $3::text and r4.kind = 'monitoring'
order by r4.as_of desc limit 1), 'null'), array_to_string(array(select format(E'{"kind":%s,"other":%s}', to_json(r5.kind::text), coalesce((select format(E'\x01D%s\x02{"id":\x01C%s\x02}', r6.customer_id, r6.customer_id)
from assay.customer r6
where r6.customer_id = (select d.customer_id
from assay.record_directory d
where d.record_id = r5.other)), 'null'))
from (select f.key, f.since_on, f.kind, f.other
from assay.relation f
where f.customer_id = r3.customer_id) as r5
order by r5.since_on desc, r5.key limit $4::int), ','))
from assay.customer r3
where r3.customer_id = (select d.customer_id
from assay.record_directory d
where d.record_id = r2.other)), 'null'))
from (select f.key, f.since_on, f.kind, f.side, f.other, f.contact_name, f.role, f.weight, f.until_on
from assay.relation f
where f.customer_id = r1.customer_id) as r2
order by r2.since_on desc, r2.key limit $2::int), ','), array_to_string(array(select format(E'{"role":%s,"name":%s,"staff":%s,"sinceOn":"%s","untilOn":%s}', to_json(r7.role::text), coalesce((to_json(r7.name::text))::text, 'null'), to_json(r7.staff::text), r7.since_on, coalesce('"' || (r7.until_on)::text || '"', 'null'))
from (select f.key, f.since_on, f.staff, f.name, f.role, f.until_on
from assay.assignment f
where f.customer_id = r1.customer_id) as r7
order by r7.since_on desc, r7.key limit $5::int), ','))
from assay.customer r1
where r1.customer_id = $1::uuid), 'null')) as data
