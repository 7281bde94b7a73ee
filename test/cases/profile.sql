select format(E'{"customer":%s}', coalesce((select format(E'\x01E%s\x02{"id":\x01A%s\x02,"kind":%s,"name":%s,"bornOn":%s,"address":%s,"industry":%s,"occupation":%s,"size":%s,"recordedAt":"%s","attributes":\x01B%s\x02,"identifiers":\x01C%s\x02,"contacts":\x01D%s\x02}', r1.customer_id, r1.customer_id, to_json(r1.kind::text), coalesce((to_json(r1.name::text))::text, 'null'), coalesce('"' || (r1.born_on)::text || '"', 'null'), coalesce((to_json(r1.address::text))::text, 'null'), coalesce((to_json(r1.industry::text))::text, 'null'), coalesce((to_json(r1.occupation::text))::text, 'null'), coalesce((to_json(r1.size::text))::text, 'null'), to_char(r1.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), json_build_array(r1.attributes, ( select json_object_agg(name, class)
from ( select name, coalesce(min(class) filter (where class <> 'plain'), 'plain') as class
from assay.attribute
where fact = 'customer' group by name ) as declared)), ( select json_agg(json_build_array(i.kind, encode(i.sealed, 'hex'), i.verified)
order by i.kind, i.hash)
from ( select distinct on (kind, hash) kind, hash, sealed, verified
from assay.identifier
where customer_id = r1.customer_id and kind in ('national_id', 'passport', 'registration_number', 'tax_number', 'bank_account')
order by kind, hash, verified desc, record_id ) as i), ( select json_agg(json_build_array(i.kind, encode(i.sealed, 'hex'), i.verified)
order by i.kind, i.hash)
from ( select distinct on (kind, hash) kind, hash, sealed, verified
from assay.identifier
where customer_id = r1.customer_id and kind in ('phone', 'email')
order by kind, hash, verified desc, record_id ) as i))
from assay.customer r1
where r1.customer_id = $1::uuid), 'null')) as data
