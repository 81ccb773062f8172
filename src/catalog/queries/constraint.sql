-- Constraints of all tables in the schemas $1. A foreign key to a partitioned table has rows of its
-- own for each partition referred to: those are parts of the one that users made.
SELECT k.conrelid AS table_oid,
       k.conname::text AS name,
       k.contype::text AS kind,
       pg_catalog.pg_get_constraintdef(k.oid) AS definition,
       pg_catalog.pg_get_expr(k.conbin, k.conrelid, true) AS condition,
       k.condeferrable AS deferrable,
       k.condeferred AS deferred,
       k.convalidated AS validated,
       k.connoinherit AS no_inherit,
       pg_catalog.obj_description(k.oid, 'pg_constraint') AS comment,
       array(
           SELECT a.attname::text
           FROM unnest(k.conkey) WITH ORDINALITY AS l (number, place)
           JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = l.number
           ORDER BY l.place
       ) AS columns,
       rn.nspname::text AS referred_schema,
       r.relname::text AS referred_table,
       array(
           SELECT a.attname::text
           FROM unnest(k.confkey) WITH ORDINALITY AS l (number, place)
           JOIN pg_catalog.pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = l.number
           ORDER BY l.place
       ) AS referred_columns,
       k.confupdtype::text AS on_update,
       k.confdeltype::text AS on_delete,
       array(
           SELECT a.attname::text
           FROM unnest(/*since 15:*/ k.confdelsetcols /*before: NULL::smallint[] */) WITH ORDINALITY AS l (number, place)
           JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = l.number
           ORDER BY l.place
       ) AS on_delete_columns,
       k.confmatchtype::text AS match_type,
       coalesce(/*since 15:*/ i.indnullsnotdistinct /*before: false */, false) AS nulls_not_distinct,
       array(
           SELECT a.attname::text
           FROM unnest(i.indkey::smallint[]) WITH ORDINALITY AS l (number, place)
           JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = l.number
           WHERE l.place > i.indnkeyatts
           ORDER BY l.place
       ) AS include,
       m.amname::text AS method,
       pg_catalog.pg_get_expr(i.indpred, i.indrelid) AS predicate,
       CASE WHEN k.contype = 'x' THEN array(
           SELECT pg_catalog.pg_get_indexdef(i.indexrelid, l.place::int, true)
           FROM unnest(k.conkey) WITH ORDINALITY AS l (number, place)
           ORDER BY l.place
       ) ELSE '{}' END AS elements,
       CASE WHEN k.contype = 'x' THEN array(
           SELECT l.number = 0
           FROM unnest(k.conkey) WITH ORDINALITY AS l (number, place)
           ORDER BY l.place
       ) ELSE '{}' END AS elements_are_expressions,
       CASE WHEN k.contype = 'x' THEN array(
           SELECT CASE
                      WHEN c.opcdefault THEN ''
                      WHEN pg_catalog.pg_opclass_is_visible(c.oid) THEN quote_ident(c.opcname)
                      ELSE quote_ident(cn.nspname) || '.' || quote_ident(c.opcname)
                  END
           FROM unnest(i.indclass::oid[]) WITH ORDINALITY AS l (class, place)
           JOIN pg_catalog.pg_opclass c ON c.oid = l.class
           JOIN pg_catalog.pg_namespace cn ON cn.oid = c.opcnamespace
           ORDER BY l.place
       ) ELSE '{}' END AS operator_classes,
       array(
           SELECT CASE
                      WHEN pg_catalog.pg_operator_is_visible(o.oid) THEN o.oprname::text
                      ELSE 'OPERATOR(' || quote_ident(opn.nspname) || '.' || o.oprname || ')'
                  END
           FROM unnest(k.conexclop) WITH ORDINALITY AS l (operator, place)
           JOIN pg_catalog.pg_operator o ON o.oid = l.operator
           JOIN pg_catalog.pg_namespace opn ON opn.oid = o.oprnamespace
           ORDER BY l.place
       ) AS operators
FROM pg_catalog.pg_constraint k
JOIN pg_catalog.pg_class t ON t.oid = k.conrelid AND t.relkind IN ('r', 'p')
JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
LEFT JOIN pg_catalog.pg_class r ON r.oid = k.confrelid AND k.contype = 'f'
LEFT JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace
LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = k.conindid AND k.contype IN ('p', 'u', 'x')
LEFT JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid
LEFT JOIN pg_catalog.pg_am m ON m.oid = ic.relam
WHERE k.contype IN ('p', 'u', 'c', 'f', 'x')
  AND n.nspname = ANY ($1::text[])
  AND NOT EXISTS (
      SELECT 1
      FROM pg_catalog.pg_constraint p
      WHERE k.contype = 'f'
        AND p.oid = k.conparentid
        AND p.conrelid = k.conrelid
  )
ORDER BY k.conrelid, k.conname
