select format(E'{"customer":%s}', coalesce((select format(E'\x01G%s\x02{"ratings":[%s]}', r1.customer_id, array_to_string(array(select format(E'{"id":\x01A%s %s\x02,"asOf":"%s","ratedAt":"%s","knownAt":"%s","state":%s,"subject":%s,"grade":\x01B%s\x02,"score":%s,"card":\x01C%s\x02,"ruleset":\x01D%s\x02,"reasons":\x01E%s\x02,"characteristics":\x01F%s\x02}', r2.customer_id, r2.rating_id, r2.as_of, to_char(r2.rated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), to_char(r2.known_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), to_json(r2.state::text), case case r2.subject_id when '00000000-0000-0000-0000-000000000000' then 'customer' when r2.customer_id then 'group' else 'account' end when 'account' then '"ACCOUNT"' when 'customer' then '"CUSTOMER"' when 'group' then '"GROUP"' end, r2.version || ' ' || r2.grade, coalesce((case when r2.score = 0 or abs(r2.score) between 1e-4 and 1e14 then (r2.score + 0)::text when abs(r2.score) >= 9007199254740992 then E'\x03' when abs(r2.score) >= 1e-6 then r2.score::text::numeric::text else regexp_replace(r2.score::text, 'e([+-])0', 'e\1') end)::text, 'null'), r2.version || ' ' || json_build_array(r2.card, case when $5::boolean then ( select coalesce(json_object_agg(name, json_build_object('class', class, 'type', type)
order by name), '{}')::text
from ( select fact || '.' || name as name, (array_agg(class
order by array_position(array['plain', 'income', 'property', 'tax', 'sex', 'marital', 'age', 'origin', 'religion', 'health', 'biometric'], class) desc))[1] as class, case when bool_and(type = 'number') then 'number' else 'word' end as type
from assay.attribute group by fact, name) as d) end), r2.version, r2.version || ' ' || array_to_string(r2.reasons, ' ') || json_build_array(r2.values, r2.states, r2.words), r2.version || ' ' || json_build_array(r2.values, r2.states, r2.words, r2.card, r2.bins, r2.points, case when $6::boolean then ( select coalesce(json_object_agg(name, json_build_object('class', class, 'type', type)
order by name), '{}')::text
from ( select fact || '.' || name as name, (array_agg(class
order by array_position(array['plain', 'income', 'property', 'tax', 'sex', 'marital', 'age', 'origin', 'religion', 'health', 'biometric'], class) desc))[1] as class, case when bool_and(type = 'number') then 'number' else 'word' end as type
from assay.attribute group by fact, name) as d) end))
from assay.rating r2
where r2.customer_id = r1.customer_id and r2.subject_id = '00000000-0000-0000-0000-000000000000' and r2.dimension = $2::text and r2.kind = 'monitoring'
order by r2.as_of desc, (r2.version is not distinct
from ( select v.version
from assay.ruleset_activation a
join assay.ruleset_version v using (digest)
where a.dimension = $2::text and a.subject = 'customer' and (a.begins_on is null or a.begins_on <= $3::date)
order by a.activated_at desc limit 1)) desc, r2.rated_at desc, r2.version limit $4::int), ','))
from assay.customer r1
where r1.customer_id = $1::uuid), 'null')) as data
