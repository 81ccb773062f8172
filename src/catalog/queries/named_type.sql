-- Types that somebody defined, in any schema: a column may use one of a schema that is not looked at.
SELECT t.oid,
       t.typnamespace AS schema,
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
       CASE WHEN NOT pg_catalog.pg_collation_is_visible(o.oid) THEN o.collnamespace END AS collation_schema,
       -- The first check by name is the one that SQLAlchemy knows.
       CASE WHEN t.typtype = 'd' THEN (
           SELECT array[k.conname::text, pg_catalog.pg_get_constraintdef(k.oid, true)]
           FROM pg_catalog.pg_constraint k
           WHERE k.contypid = t.oid
             AND k.contype = 'c'
           ORDER BY k.conname
           LIMIT 1
       ) END AS first_check
FROM pg_catalog.pg_type t
LEFT JOIN pg_catalog.pg_type b ON b.oid = t.typbasetype
LEFT JOIN pg_catalog.pg_collation o ON o.oid = t.typcollation AND t.typtype = 'd'
LEFT JOIN pg_catalog.pg_class c ON c.oid = t.typrelid
WHERE t.oid >= 16384
  AND NOT (t.typcategory = 'A' AND t.typelem <> 0)
  AND t.typtype <> 'p'
  AND (c.oid IS NULL OR c.relkind = 'c')
