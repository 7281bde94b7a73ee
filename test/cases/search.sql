select c.customer_id as "customerId"
from ( select n.customer_id, max(alike.likeness) as likeness
from ( select word, similarity(word, $1) as likeness
from assay.name_word
where word % $2 and similarity(word, $3) >= $4
order by likeness desc, word limit $5 ) alike
join assay.name_directory n on n.word = alike.word group by n.customer_id
order by likeness desc, n.customer_id limit $6 ) found
cross
join lateral (select customer_id, name_key
from assay.customer
where customer_id = found.customer_id offset 0) c
order by likeness desc, similarity(c.name_key, $7) desc, c.name_key, c.customer_id limit $8;

select customer_id as "customerId"
from ( select customer_id, name_key, address_key
from assay.customer
where address_key like $1::text
order by customer_id limit 20000 ) held
where address_key ~ $2::text
order by starts_with(address_key, $3::text) desc, name_key, customer_id limit 10;

select customer_id as "customerId"
from assay.customer
where name_key >= $1 and name_key < $2
order by name_key, customer_id limit $3;

select customer_id as "customerId", kind, name, born_on as "bornOn", address, industry, occupation, size, income_band as "incomeBand", attributes, provenance, recorded_at as "recordedAt"
from assay.customer
where customer_id = any($1);

select distinct c.name_key, c.customer_id as "customerId"
from ( select customer_id
from (select customer_id
from assay.name_directory
where word >= $1 and word < $2
order by word, customer_id limit $3) met
order by customer_id limit $4 ) found
cross
join lateral (select customer_id, name_key
from assay.customer
where customer_id = found.customer_id offset 0) c
where true
order by c.name_key, c.customer_id limit $5;

select distinct customer_id as "customerId"
from assay.account
where meter = any($1::text[])
order by 1 limit $2;

select distinct customer_id as "customerId"
from assay.account_directory
where number = any($1::text[])
order by 1 limit $2
