-- Constraints of all tables in the schemas $1.
SELECT k.oid,
       k.conparentid AS parent,
       k.conrelid AS table_oid,
       k.conname::text AS name,
       k.contype::text AS kind,
       pg_catalog.pg_get_constraintdef(k.oid) AS definition,
       pg_catalog.pg_get_expr(k.conbin, k.conrelid, true) AS condition,
       k.condeferrable AS deferrable,
       k.condeferred AS deferred,
       k.convalidated AS validated,
       k.connoinherit AS no_inherit,
       d.description AS comment,
       coalesce(k.conkey, '{}') AS columns,
       k.confrelid AS referred_oid,
       r.relnamespace AS referred_schema,
       r.relname::text AS referred_table,
       coalesce(k.confkey, '{}') AS referred_columns,
       -- The names where the table is in a schema that nobody looks at.
       CASE WHEN r.relnamespace <> ALL ($1::oid[]) THEN array(
           SELECT a.attname::text
           FROM unnest(k.confkey) WITH ORDINALITY AS l (number, place)
           JOIN pg_catalog.pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = l.number
           ORDER BY l.place
       ) ELSE '{}' END AS referred_names,
       k.confupdtype::text AS on_update,
       k.confdeltype::text AS on_delete,
       coalesce(/*since 15:*/ k.confdelsetcols /*before: NULL */, '{}'::smallint[]) AS on_delete_columns,
       k.confmatchtype::text AS match_type,
       coalesce(/*since 15:*/ i.indnullsnotdistinct /*before: false */, false) AS nulls_not_distinct,
       coalesce(i.indkey::smallint[], '{}') AS index_columns,
       coalesce(i.indnkeyatts, 0::smallint) AS index_keys,
       CASE WHEN k.contype = 'x' THEN
           (SELECT c.relam FROM pg_catalog.pg_class c WHERE c.oid = k.conindid)
       END AS method,
       pg_catalog.pg_get_expr(i.indpred, i.indrelid) AS predicate,
       coalesce(i.indclass::oid[], '{}') AS operator_classes,
       CASE WHEN k.contype = 'x' THEN array(
           SELECT CASE WHEN l.number = 0 THEN pg_catalog.pg_get_indexdef(i.indexrelid, l.place::int, true) ELSE '' END
           FROM unnest(k.conkey) WITH ORDINALITY AS l (number, place)
           ORDER BY l.place
       ) ELSE '{}' END AS expressions,
       CASE WHEN k.contype = 'x' THEN array(
           SELECT CASE
                      WHEN pg_catalog.pg_operator_is_visible(o.oid) THEN o.oprname::text
                      ELSE 'OPERATOR(' || o.oprnamespace::regnamespace || '.' || o.oprname || ')'
                  END
           FROM unnest(k.conexclop) WITH ORDINALITY AS l (operator, place)
           JOIN pg_catalog.pg_operator o ON o.oid = l.operator
           ORDER BY l.place
       ) ELSE '{}' END AS operators
FROM pg_catalog.pg_constraint k
LEFT JOIN pg_catalog.pg_description d
    ON d.objoid = k.oid AND d.classoid = 'pg_catalog.pg_constraint'::regclass AND d.objsubid = 0
LEFT JOIN pg_catalog.pg_class r ON r.oid = k.confrelid AND k.contype = 'f'
LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = k.conindid AND k.contype IN ('p', 'u', 'x')
WHERE k.conrelid <> 0
  AND k.contype IN ('p', 'u', 'c', 'f', 'x')
  AND k.connamespace = ANY ($1::oid[])
