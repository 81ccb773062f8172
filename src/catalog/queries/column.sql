-- Columns of all tables in the schemas $1, in their order.
SELECT a.attrelid AS table_oid,
       a.attname::text AS name,
       pg_catalog.format_type(a.atttypid, a.atttypmod) AS format_type,
       CASE WHEN t.typcategory = 'A' AND t.typelem <> 0 THEN t.typelem ELSE t.oid END AS element_type,
       a.attnotnull AS not_null,
       pg_catalog.pg_get_expr(d.adbin, d.adrelid) AS default,
       a.attgenerated <> '' AS generated,
       nullif(a.attidentity::text, '') AS identity,
       pg_catalog.col_description(a.attrelid, a.attnum) AS comment,
       o.collname::text AS collation,
       CASE WHEN NOT pg_catalog.pg_collation_is_visible(o.oid) THEN x.nspname::text END AS collation_schema,
       q.seqrelid IS NOT NULL AS owns_sequence,
       q.from_default AS fills_from_sequence,
       q.seqstart,
       q.seqincrement,
       q.seqmin,
       q.seqmax,
       q.seqcache,
       q.seqcycle
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p')
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum AND a.atthasdef
LEFT JOIN pg_catalog.pg_collation o ON o.oid = a.attcollation AND a.attcollation <> t.typcollation
LEFT JOIN pg_catalog.pg_namespace x ON x.oid = o.collnamespace
-- The sequence of an identity ('i') or serial ('a') column. It fills the column if the default
-- refers to it; a column can own a sequence that something else uses.
LEFT JOIN LATERAL (
    SELECT s.*,
           EXISTS (
               SELECT 1
               FROM pg_catalog.pg_depend u
               WHERE u.classid = 'pg_catalog.pg_attrdef'::regclass
                 AND u.objid = d.oid
                 AND u.refclassid = 'pg_catalog.pg_class'::regclass
                 AND u.refobjid = s.seqrelid
           ) AS from_default
    FROM pg_catalog.pg_depend p
    JOIN pg_catalog.pg_sequence s ON s.seqrelid = p.objid
    WHERE p.refclassid = 'pg_catalog.pg_class'::regclass
      AND p.refobjid = a.attrelid
      AND p.refobjsubid = a.attnum
      AND p.classid = 'pg_catalog.pg_class'::regclass
      AND p.deptype IN ('a', 'i')
    ORDER BY p.deptype DESC, from_default DESC, s.seqrelid
    LIMIT 1
) q ON true
WHERE a.attnum > 0
  AND NOT a.attisdropped
  AND n.nspname = ANY ($1::text[])
ORDER BY a.attrelid, a.attnum
