-- Indexes of all tables in the schemas $1 that are not a constraint's own.
SELECT i.indrelid AS table_oid,
       c.relname::text AS name,
       i.indisunique AS is_unique,
       i.indisvalid AS valid,
       /*since 15:*/ i.indnullsnotdistinct /*before: false */ AS nulls_not_distinct,
       m.amname::text AS method,
       coalesce(c.reloptions, '{}') AS storage,
       s.spcname::text AS tablespace,
       pg_catalog.pg_get_expr(i.indpred, i.indrelid) AS predicate,
       pg_catalog.obj_description(c.oid, 'pg_class') AS comment,
       -- What follows the table's name, which is there with its schema.
       substr(
           pg_catalog.pg_get_indexdef(i.indexrelid),
           length(
               format(
                   'CREATE %sINDEX %I ON %s%I.%I ',
                   CASE WHEN i.indisunique THEN 'UNIQUE ' ELSE '' END,
                   c.relname,
                   CASE WHEN c.relkind = 'I' THEN 'ONLY ' ELSE '' END,
                   n.nspname,
                   t.relname
               )
           ) + 1
       ) AS definition,
       pg_catalog.pg_get_indexdef(i.indexrelid, 0, true) AS pretty,
       array(
           SELECT a.attname::text
           FROM unnest(i.indkey::smallint[]) WITH ORDINALITY AS l (number, place)
           JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = l.number
           WHERE l.place > i.indnkeyatts
           ORDER BY l.place
       ) AS include,
       array(
           SELECT coalesce(a.attname::text, '')
           FROM unnest(i.indkey::smallint[]) WITH ORDINALITY AS l (number, place)
           LEFT JOIN pg_catalog.pg_attribute a
               ON a.attrelid = i.indrelid AND a.attnum = l.number AND l.number <> 0
           WHERE l.place <= i.indnkeyatts
           ORDER BY l.place
       ) AS columns,
       array(
           SELECT pg_catalog.pg_get_indexdef(i.indexrelid, l.place, true)
           FROM generate_series(1, i.indnkeyatts::int) AS l (place)
           ORDER BY l.place
       ) AS elements,
       array(
           SELECT CASE
                      WHEN o.oid IS NULL OR o.oid = coalesce(a.attcollation, 0) THEN ''
                      WHEN pg_catalog.pg_collation_is_visible(o.oid) THEN quote_ident(o.collname)
                      ELSE quote_ident(cn.nspname) || '.' || quote_ident(o.collname)
                  END
           FROM unnest(i.indcollation::oid[]) WITH ORDINALITY AS l (collation_oid, place)
           LEFT JOIN pg_catalog.pg_collation o ON o.oid = l.collation_oid
           LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid = o.collnamespace
           LEFT JOIN pg_catalog.pg_attribute a
               ON a.attrelid = i.indrelid AND a.attnum = i.indkey[(l.place - 1)::int] AND a.attnum <> 0
           ORDER BY l.place
       ) AS collations,
       array(
           SELECT CASE
                      WHEN o.opcdefault THEN ''
                      WHEN pg_catalog.pg_opclass_is_visible(o.oid) THEN quote_ident(o.opcname)
                      ELSE quote_ident(cn.nspname) || '.' || quote_ident(o.opcname)
                  END
           FROM unnest(i.indclass::oid[]) WITH ORDINALITY AS l (class, place)
           JOIN pg_catalog.pg_opclass o ON o.oid = l.class
           JOIN pg_catalog.pg_namespace cn ON cn.oid = o.opcnamespace
           ORDER BY l.place
       ) AS operator_classes,
       i.indoption::smallint[] AS sorting
FROM pg_catalog.pg_index i
JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
JOIN pg_catalog.pg_class t ON t.oid = i.indrelid AND t.relkind IN ('r', 'p')
JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
JOIN pg_catalog.pg_am m ON m.oid = c.relam
LEFT JOIN pg_catalog.pg_tablespace s ON s.oid = c.reltablespace
WHERE NOT i.indisprimary
  AND n.nspname = ANY ($1::text[])
  AND NOT EXISTS (
      SELECT 1
      FROM pg_catalog.pg_constraint k
      WHERE k.conindid = i.indexrelid
        AND k.conrelid = i.indrelid
        AND k.contype IN ('p', 'u', 'x')
  )
ORDER BY i.indrelid, c.relname
