select format(E'{"customer":%s}', coalesce((select format(E'\x01C%s\x02{"rating":%s}', r1.customer_id, coalesce((select case when count(*) over (partition by r2.as_of
order by r2.as_of desc) > 1 then E'\x03' else format(E'{"grade":\x01A%s\x02,"score":%s,"reasons":\x01B%s\x02}', r2.version || ' ' || r2.grade, coalesce((case when r2.score = 0 or abs(r2.score) between 1e-4 and 1e14 then (r2.score + 0)::text when abs(r2.score) >= 9007199254740992 then E'\x03' when abs(r2.score) >= 1e-6 then r2.score::text::numeric::text else regexp_replace(r2.score::text, 'e([+-])0', 'e\1') end)::text, 'null'), r2.version || ' ' || array_to_string(r2.reasons, ' ')) end
from assay.rating r2
where r2.customer_id = r1.customer_id and r2.subject_id = '00000000-0000-0000-0000-000000000000' and r2.dimension = $2::text and r2.kind = 'monitoring'
order by r2.as_of desc limit 1), 'null'))
from assay.customer r1
where r1.customer_id = $1::uuid), 'null')) as data
