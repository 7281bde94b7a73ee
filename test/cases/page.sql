select format(E'{"customers":%s}', coalesce((select format(E'{"asOf":%s,"edges":[%s],"pageInfo":{"hasNextPage":%s,"endCursor":\x01E%s\x02}}', coalesce('"' || (r1.as_of)::text || '"', 'null'), array_to_string(array(select case when r2_node.customer_id is null then E'\x03' else format(E'{"node":\x01D%s\x02{"id":\x01A%s\x02,"name":%s,"kind":%s,"rating":%s,"accounts":[%s]}}', r2_node.customer_id, r2_node.customer_id, coalesce((to_json(r2_node.name::text))::text, 'null'), to_json(r2_node.kind::text), coalesce((select case when count(*) over (partition by r3.as_of
order by r3.as_of desc) > 1 then E'\x03' else format(E'{"grade":\x01B%s\x02,"score":%s}', r3.version || ' ' || r3.grade, coalesce((case when r3.score = 0 or abs(r3.score) between 1e-4 and 1e14 then (r3.score + 0)::text when abs(r3.score) >= 9007199254740992 then E'\x03' when abs(r3.score) >= 1e-6 then r3.score::text::numeric::text else regexp_replace(r3.score::text, 'e([+-])0', 'e\1') end)::text, 'null')) end
from assay.rating r3
where r3.customer_id = r2_node.customer_id and r3.subject_id = '00000000-0000-0000-0000-000000000000' and r3.dimension = $7::text and r3.kind = 'monitoring'
order by r3.as_of desc limit 1), 'null'), array_to_string(array(select format(E'{"id":\x01C%s %s\x02,"service":%s,"number":%s,"status":%s}', r4.customer_id, r4.account_id, to_json(r4.service::text), coalesce((to_json(r4.number::text))::text, 'null'), coalesce((to_json(r4.status::text))::text, 'null'))
from (select f.customer_id, f.account_id, f.service, f.number, f.status
from assay.account f
where f.customer_id = r2_node.customer_id) as r4
order by r4.account_id limit $8::int), ',')) end
from (select e.customer_id, e.at, json_build_array(r1.name, json_build_array(e.place), e.customer_id)::text as place
from unnest(r1.ids, r1.places) with ordinality as e (customer_id, place, at)) as r2
left
join assay.customer r2_node on r2_node.customer_id = r2.customer_id
order by r2.at), ','), to_json(r1.has_next_page), r1.last_place)
from ( select p.as_of, p.ids[1:$5::int] as ids, p.places[1:$5::int] as places, $6::text as name, coalesce(cardinality(p.ids), 0) > $5::int as has_next_page, false as has_previous_page, case when p.ids is not null then json_build_array($6::text, json_build_array(p.places[1]), p.ids[1])::text end as first_place, case when p.ids is not null then json_build_array($6::text, json_build_array(p.places[least($5::int, cardinality(p.ids))]), p.ids[least($5::int, cardinality(p.ids))])::text end as last_place
from ( select array_agg(customer_id
order by place desc, customer_id desc) as ids, array_agg(place
order by place desc, customer_id desc) as places, (array_agg(as_of
order by place desc, customer_id desc))[1] as as_of
from (select *
from ( select customer_id, score as place, as_of
from assay.line
where dimension = $1::text and grade_name = any($2::text[]) and score >= $3::float8
order by score desc, customer_id desc limit 101 ) as stretch
order by place desc, customer_id desc limit $4::int) as found ) as p ) as r1), E'\x03')) as data
