select format(E'{"customer":%s}', coalesce((select format(E'\x01B%s\x02{"externalRatings":[%s],"outcomes":[%s],"sensitiveAttributes":\x01A%s\x02}', r1.customer_id, array_to_string(array(select format(E'{"ratedOn":"%s","agency":%s,"scale":%s,"grade":%s,"score":%s,"validUntil":%s}', r2.rated_on, to_json(r2.agency::text), to_json(r2.scale::text), to_json(r2.grade::text), coalesce((r2.score)::text, 'null'), coalesce('"' || (r2.valid_until)::text || '"', 'null'))
from (select f.key, f.rated_on, f.agency, f.scale, f.grade, f.score, f.valid_until
from assay.external_rating f
where f.customer_id = r1.customer_id) as r2
order by r2.rated_on desc, r2.key limit $2::int), ','), array_to_string(array(select format(E'{"kind":%s,"observedFrom":"%s","observedUntil":"%s","happenedOn":%s}', to_json(r3.kind::text), r3.observed_from, r3.observed_until, coalesce('"' || (r3.happened_on)::text || '"', 'null'))
from (select f.key, f.kind, f.observed_from, f.observed_until, f.happened_on
from assay.outcome f
where f.customer_id = r1.customer_id) as r3
order by r3.observed_from desc, r3.key limit $3::int), ','), json_build_array(r1.attributes, ( select json_object_agg(name, class)
from ( select name, coalesce(min(class) filter (where class <> 'plain'), 'plain') as class
from assay.attribute
where fact = 'customer' group by name ) as declared)))
from assay.customer r1
where r1.customer_id = $1::uuid), 'null')) as data
