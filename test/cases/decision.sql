select format(E'{"customer":%s}', coalesce((select format(E'\x01F%s\x02{"rating":%s,"power":%s,"issuedGrade":%s,"policy":\x01E%s\x02,"listEntries":[%s]}', r1.customer_id, coalesce((select case when count(*) over (partition by r2.as_of
order by r2.as_of desc) > 1 then E'\x03' else format(E'{"grade":\x01A%s\x02,"provisional":%s,"probabilityOfDefault":\x01B%s\x02}', r2.version || ' ' || r2.grade, to_json(r2.provisional), r2.version || ' ' || r2.grade) end
from assay.rating r2
where r2.customer_id = r1.customer_id and r2.subject_id = '00000000-0000-0000-0000-000000000000' and r2.dimension = $2::text and r2.kind = 'monitoring'
order by r2.as_of desc limit 1), 'null'), coalesce((select case when count(*) over (partition by r3.as_of
order by r3.as_of desc) > 1 then E'\x03' else format(E'{"state":%s,"grade":\x01C%s\x02,"score":%s,"trace":\x01D%s\x02}', to_json(r3.state::text), r3.version || ' ' || r3.grade, coalesce((case when r3.score = 0 or abs(r3.score) between 1e-4 and 1e14 then (r3.score + 0)::text when abs(r3.score) >= 9007199254740992 then E'\x03' when abs(r3.score) >= 1e-6 then r3.score::text::numeric::text else regexp_replace(r3.score::text, 'e([+-])0', 'e\1') end)::text, 'null'), r3.version || ' ' || json_build_array(r3.values, r3.states, r3.words, r3.given, case when $4::boolean then ( select coalesce(json_object_agg(name, json_build_object('class', class, 'type', type)
order by name), '{}')::text
from ( select fact || '.' || name as name, (array_agg(class
order by array_position(array['plain', 'income', 'property', 'tax', 'sex', 'marital', 'age', 'origin', 'religion', 'health', 'biometric'], class) desc))[1] as class, case when bool_and(type = 'number') then 'number' else 'word' end as type
from assay.attribute group by fact, name) as d) end)) end
from assay.rating r3
where r3.customer_id = r1.customer_id and r3.subject_id = '00000000-0000-0000-0000-000000000000' and r3.dimension = $3::text and r3.kind = 'monitoring'
order by r3.as_of desc limit 1), 'null'), coalesce((select format(E'{"grade":%s,"cycle":%s,"preliminary":%s,"validUntil":"%s"}', to_json(r4.grade::text), to_json(r4.cycle::text), to_json((r4.kind = 'preliminary')), r4.valid_until)
from assay.issued_grade r4
where r4.customer_id = r1.customer_id and r4.subject_id = '00000000-0000-0000-0000-000000000000' and r4.dimension = $6::text and r4.kind = $7::text and r4.valid_from <= $5::date and r4.valid_until >= $5::date and (r4.ended_on is null or r4.ended_on > $5::date) limit 1), 'null'), coalesce(( select r1_rating.version || ' ' || json_build_array('issued', r1_grade.as_of, r1_grade.grade, r1_grade.provisional, r1_rating.values, r1_rating.states, r1_rating.words, case when $10::boolean then ( select coalesce(json_object_agg(name, json_build_object('class', class, 'type', type)
order by name), '{}')::text
from ( select fact || '.' || name as name, (array_agg(class
order by array_position(array['plain', 'income', 'property', 'tax', 'sex', 'marital', 'age', 'origin', 'religion', 'health', 'biometric'], class) desc))[1] as class, case when bool_and(type = 'number') then 'number' else 'word' end as type
from assay.attribute group by fact, name) as d) end)
from assay.issued_grade r1_grade
join (select customer_id, subject_id, dimension, kind, as_of, version, rating_id, run_id, known_at, rated_at, state, score, grade, values, states, words, bins, points, reasons, input_digest, card, given, provisional
from assay.rating as ever
where ever.customer_id = r1.customer_id union all select customer_id, subject_id, dimension, kind, as_of, version, rating_id, run_id, known_at, rated_at, state, score, grade, values, states, words, bins, points, reasons, input_digest, card, given, provisional
from assay.rating_history as ever
where ever.customer_id = r1.customer_id) as r1_rating using (rating_id)
where r1_grade.customer_id = r1.customer_id and r1_grade.subject_id = '00000000-0000-0000-0000-000000000000' and r1_grade.dimension = $9::text and r1_grade.kind = 'issued' and r1_grade.valid_from <= $8::date and r1_grade.valid_until >= $8::date and (r1_grade.ended_on is null or r1_grade.ended_on > $8::date) limit 1 ), (select case when count(*) over (partition by r1_rating.as_of
order by r1_rating.as_of desc) > 1 then E'\x03' else r1_rating.version || ' ' || json_build_array('monitoring', r1_rating.as_of, r1_rating.grade, r1_rating.provisional, r1_rating.values, r1_rating.states, r1_rating.words, case when $10::boolean then ( select coalesce(json_object_agg(name, json_build_object('class', class, 'type', type)
order by name), '{}')::text
from ( select fact || '.' || name as name, (array_agg(class
order by array_position(array['plain', 'income', 'property', 'tax', 'sex', 'marital', 'age', 'origin', 'religion', 'health', 'biometric'], class) desc))[1] as class, case when bool_and(type = 'number') then 'number' else 'word' end as type
from assay.attribute group by fact, name) as d) end) end
from assay.rating r1_rating
where r1_rating.customer_id = r1.customer_id and r1_rating.subject_id = '00000000-0000-0000-0000-000000000000' and r1_rating.dimension = $9::text and r1_rating.kind = 'monitoring'
order by r1_rating.as_of desc limit 1)), array_to_string(array(select format(E'{"list":%s,"cause":%s}', to_json(r5.list::text), to_json(r5.cause::text))
from (select f.key, f.started_on, f.list, f.cause
from assay.list_entry f
where f.customer_id = r1.customer_id) as r5
order by r5.started_on desc, r5.key limit $11::int), ','))
from assay.customer r1
where r1.customer_id = $1::uuid), 'null')) as data
