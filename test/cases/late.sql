select format(E'{"customers":%s}', coalesce((select format(E'{"asOf":%s,"count":%s,"edges":[%s],"pageInfo":{"hasNextPage":%s,"hasPreviousPage":%s,"endCursor":\x01E%s\x02}}', coalesce('"' || (r1.as_of)::text || '"', 'null'), r1.count, array_to_string(array(select case when r2_node.customer_id is null then E'\x03' else format(E'{"cursor":\x01A%s\x02,"node":\x01D%s\x02{"id":\x01B%s\x02,"name":%s,"kind":%s,"rating":%s}}', r2.place, r2_node.customer_id, r2_node.customer_id, coalesce((to_json(r2_node.name::text))::text, 'null'), to_json(r2_node.kind::text), coalesce((select case when count(*) over (partition by r3.as_of
order by r3.as_of desc) > 1 then E'\x03' else format(E'{"grade":\x01C%s\x02,"score":%s}', r3.version || ' ' || r3.grade, coalesce((case when r3.score = 0 or abs(r3.score) between 1e-4 and 1e14 then (r3.score + 0)::text when abs(r3.score) >= 9007199254740992 then E'\x03' when abs(r3.score) >= 1e-6 then r3.score::text::numeric::text else regexp_replace(r3.score::text, 'e([+-])0', 'e\1') end)::text, 'null')) end
from assay.rating r3
where r3.customer_id = r2_node.customer_id and r3.subject_id = '00000000-0000-0000-0000-000000000000' and r3.dimension = $7::text and r3.kind = 'monitoring'
order by r3.as_of desc limit 1), 'null')) end
from (select e.customer_id, e.at, json_build_array(r1.name, json_build_array(e.place), e.customer_id)::text as place
from unnest(r1.ids, r1.places) with ordinality as e (customer_id, place, at)) as r2
left
join assay.customer r2_node on r2_node.customer_id = r2.customer_id
order by r2.at), ','), to_json(r1.has_next_page), to_json(r1.has_previous_page), r1.last_place)
from ( select p.as_of, p.ids[1:$5::int] as ids, p.places[1:$5::int] as places, $6::text as name, coalesce(cardinality(p.ids), 0) > $5::int as has_next_page, false as has_previous_page, case when p.ids is not null then json_build_array($6::text, json_build_array(p.places[1]), p.ids[1])::text end as first_place, case when p.ids is not null then json_build_array($6::text, json_build_array(p.places[least($5::int, cardinality(p.ids))]), p.ids[least($5::int, cardinality(p.ids))])::text end as last_place, (select count(*)::int
from (select
from assay.line
where dimension = $1::text and kind = $2::text and days_past_due >= $3::int limit 10000) as bounded) as count
from ( select array_agg(customer_id
order by place desc, customer_id desc) as ids, array_agg(place
order by place desc, customer_id desc) as places, (array_agg(as_of
order by place desc, customer_id desc))[1] as as_of
from (select *
from ( select customer_id, arrears_minor as place, as_of
from assay.line
where dimension = $1::text and kind = $2::text and days_past_due >= $3::int
order by arrears_minor desc, customer_id desc ) as stretch
order by place desc, customer_id desc limit $4::int) as found ) as p ) as r1), E'\x03')) as data
