select format(E'{"customer":%s}', coalesce((select format(E'\x01B%s\x02{"id":\x01A%s\x02,"name":%s,"accounts":[%s]}', r1.customer_id, r1.customer_id, coalesce((to_json(r1.name::text))::text, 'null'), array_to_string(array(select format(E'{"number":%s,"service":%s}', coalesce((to_json(r2.number::text))::text, 'null'), to_json(r2.service::text))
from (select f.account_id, f.service, f.number
from assay.account f
where f.customer_id = r1.customer_id) as r2
order by r2.account_id limit $2::int), ','))
from assay.customer r1
where r1.customer_id = (select d.customer_id
from assay.record_directory d
where d.record_id = $1::uuid)), 'null')) as data
