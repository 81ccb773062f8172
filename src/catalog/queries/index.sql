-- Indexes of all tables in the schemas $1 that are not a constraint's own.
SELECT i.indrelid AS table_oid,
       c.relname::text AS name,
       i.indisunique AS is_unique,
       i.indisvalid AS valid,
       /*since 15:*/ i.indnullsnotdistinct /*before: false */ AS nulls_not_distinct,
       c.relam AS method,
       coalesce(c.reloptions, '{}') AS storage,
       c.reltablespace AS tablespace,
       pg_catalog.pg_get_expr(i.indpred, i.indrelid) AS predicate,
       d.description AS comment,
       -- What follows the table's name, which is there with its schema.
       substr(
           pg_catalog.pg_get_indexdef(i.indexrelid),
           length(
               format(
                   'CREATE %sINDEX %I ON %s%s.%I ',
                   CASE WHEN i.indisunique THEN 'UNIQUE ' ELSE '' END,
                   c.relname,
                   CASE WHEN c.relkind = 'I' THEN 'ONLY ' ELSE '' END,
                   t.relnamespace::regnamespace,
                   t.relname
               )
           ) + 1
       ) AS definition,
       i.indnkeyatts AS keys,
       i.indkey::smallint[] AS columns,
       i.indoption::smallint[] AS sorting,
       i.indcollation::oid[] AS collations,
       i.indclass::oid[] AS operator_classes,
       -- Classes with parameters, as `tsvector_ops (siglen=100)`; rarely any.
       array(
           SELECT coalesce(
               (SELECT o.opcname::text FROM pg_catalog.pg_opclass o WHERE o.oid = i.indclass[p.attnum - 1])
               || ' (' || array_to_string(p.attoptions, ', ') || ')',
               ''
           )
           FROM pg_catalog.pg_attribute p
           WHERE p.attrelid = i.indexrelid AND p.attnum BETWEEN 1 AND i.indnkeyatts
           AND EXISTS (SELECT FROM pg_catalog.pg_attribute q WHERE q.attrelid = i.indexrelid AND q.attoptions IS NOT NULL)
           ORDER BY p.attnum
       ) AS parameterized_classes,
       -- The expressions, and the whole to see which of them have a collation given.
       CASE WHEN 0 = ANY (i.indkey) THEN pg_catalog.pg_get_indexdef(i.indexrelid, 0, true) ELSE '' END AS pretty,
       CASE WHEN 0 = ANY (i.indkey) THEN array(
           SELECT CASE WHEN i.indkey[l.place - 1] = 0 THEN pg_catalog.pg_get_indexdef(i.indexrelid, l.place, true) ELSE '' END
           FROM generate_series(1, i.indnkeyatts::int) AS l (place)
           ORDER BY l.place
       ) ELSE '{}' END AS expressions
FROM pg_catalog.pg_index i
JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
JOIN pg_catalog.pg_class t ON t.oid = i.indrelid
LEFT JOIN pg_catalog.pg_description d
    ON d.objoid = c.oid AND d.classoid = 'pg_catalog.pg_class'::regclass AND d.objsubid = 0
LEFT JOIN pg_catalog.pg_constraint k
    ON k.conindid = i.indexrelid AND k.conrelid = i.indrelid AND k.contype IN ('p', 'u', 'x')
WHERE NOT i.indisprimary
  AND c.relnamespace = ANY ($1::oid[])
  AND k.oid IS NULL
ORDER BY i.indrelid, c.relname
