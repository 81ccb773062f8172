-- Types that SQLAlchemy knows by name only: enums and domains of any schema (a column may use one
-- of a schema that is not looked at), and the names of all other types but arrays.
SELECT t.oid,
       n.nspname::text AS schema,
       t.typname::text AS name,
       t.typtype::text AS kind,
       EXISTS (
           SELECT 1
           FROM pg_catalog.pg_depend e
           WHERE e.classid = 'pg_catalog.pg_type'::regclass
             AND e.objid = t.oid
             AND e.deptype = 'e'
       ) AS of_extension,
       array(
           SELECT v.enumlabel::text
           FROM pg_catalog.pg_enum v
           WHERE v.enumtypid = t.oid
           ORDER BY v.enumsortorder
       ) AS labels,
       CASE WHEN t.typtype = 'd' THEN pg_catalog.format_type(t.typbasetype, t.typtypmod) END AS base,
       CASE WHEN b.typcategory = 'A' AND b.typelem <> 0 THEN b.typelem ELSE b.oid END AS base_element,
       t.typnotnull AS not_null,
       t.typdefault AS default,
       o.collname::text AS collation,
       CASE WHEN NOT pg_catalog.pg_collation_is_visible(o.oid) THEN x.nspname::text END AS collation_schema,
       -- The first check by name is the one that SQLAlchemy knows.
       k.conname::text AS check_name,
       k.definition AS check_definition
FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
LEFT JOIN pg_catalog.pg_type b ON b.oid = t.typbasetype
LEFT JOIN pg_catalog.pg_collation o ON o.oid = t.typcollation AND t.typtype = 'd'
LEFT JOIN pg_catalog.pg_namespace x ON x.oid = o.collnamespace
LEFT JOIN (
    SELECT DISTINCT ON (k.contypid)
           k.contypid,
           k.conname,
           pg_catalog.pg_get_constraintdef(k.oid, true) AS definition
    FROM pg_catalog.pg_constraint k
    WHERE k.contypid <> 0
      AND k.contype = 'c'
    ORDER BY k.contypid, k.conname
) k ON k.contypid = t.oid
WHERE NOT (t.typcategory = 'A' AND t.typelem <> 0)
  AND t.typtype <> 'p'
  AND (
      t.typtype <> 'c'
      OR EXISTS (SELECT 1 FROM pg_catalog.pg_class c WHERE c.oid = t.typrelid AND c.relkind = 'c')
  )
ORDER BY n.nspname, t.typname
