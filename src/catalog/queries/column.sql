-- Columns of all tables in the schemas $1, in their order.
SELECT a.attrelid AS table_oid,
       a.attnum AS number,
       a.attname::text AS name,
       quote_ident(a.attname) AS quoted_name,
       pg_catalog.format_type(a.atttypid, a.atttypmod) AS format_type,
       CASE WHEN t.typcategory = 'A' AND t.typelem <> 0 THEN t.typelem ELSE t.oid END AS element_type,
       a.attnotnull AS not_null,
       pg_catalog.pg_get_expr(d.adbin, d.adrelid) AS default,
       nullif(a.attgenerated::text, '') AS generated,
       nullif(a.attidentity::text, '') AS identity,
       m.description AS comment,
       a.attcollation AS collation_oid,
       o.collname::text AS collation,
       CASE WHEN NOT pg_catalog.pg_collation_is_visible(o.oid) THEN o.collnamespace END AS collation_schema
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum AND a.atthasdef
LEFT JOIN pg_catalog.pg_description m
    ON m.objoid = a.attrelid AND m.objsubid = a.attnum AND m.classoid = 'pg_catalog.pg_class'::regclass
LEFT JOIN pg_catalog.pg_collation o ON o.oid = a.attcollation AND a.attcollation <> t.typcollation
WHERE c.relkind IN ('r', 'p')
  AND c.relnamespace = ANY ($1::oid[])
ORDER BY a.attrelid, a.attnum
