-- Columns of all tables in the schemas $1, in their order.
SELECT a.attrelid AS table_oid,
       a.attnum AS number,
       a.attname::text AS name,
       quote_ident(a.attname) AS quoted_name,
       pg_catalog.format_type(a.atttypid, a.atttypmod) AS format_type,
       CASE WHEN t.typcategory = 'A' AND t.typelem <> 0 THEN t.typelem ELSE t.oid END AS element_type,
       a.attnotnull AS not_null,
       pg_catalog.pg_get_expr(d.adbin, d.adrelid) AS default,
       a.attgenerated <> '' AS generated,
       nullif(a.attidentity::text, '') AS identity,
       m.description AS comment,
       a.attcollation AS collation_oid,
       o.collname::text AS collation,
       CASE WHEN NOT pg_catalog.pg_collation_is_visible(o.oid) THEN x.nspname::text END AS collation_schema,
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
LEFT JOIN pg_catalog.pg_description m
    ON m.objoid = a.attrelid AND m.objsubid = a.attnum AND m.classoid = 'pg_catalog.pg_class'::regclass
LEFT JOIN pg_catalog.pg_collation o ON o.oid = a.attcollation AND a.attcollation <> t.typcollation
LEFT JOIN pg_catalog.pg_namespace x ON x.oid = o.collnamespace
-- The sequence of an identity ('i') or serial ('a') column. It fills the column if the default
-- refers to it; a column can own a sequence that something else uses.
LEFT JOIN (
    SELECT DISTINCT ON (p.refobjid, p.refobjsubid) p.refobjid, p.refobjsubid, u.objid IS NOT NULL AS from_default, s.*
    FROM pg_catalog.pg_sequence s
    JOIN pg_catalog.pg_depend p
        ON p.objid = s.seqrelid
        AND p.classid = 'pg_catalog.pg_class'::regclass
        AND p.refclassid = 'pg_catalog.pg_class'::regclass
        AND p.deptype IN ('a', 'i')
    LEFT JOIN pg_catalog.pg_attrdef f ON f.adrelid = p.refobjid AND f.adnum = p.refobjsubid
    LEFT JOIN pg_catalog.pg_depend u
        ON u.classid = 'pg_catalog.pg_attrdef'::regclass
        AND u.objid = f.oid
        AND u.refclassid = 'pg_catalog.pg_class'::regclass
        AND u.refobjid = s.seqrelid
    ORDER BY p.refobjid, p.refobjsubid, p.deptype DESC, u.objid IS NULL, s.seqrelid
) q ON q.refobjid = a.attrelid AND q.refobjsubid = a.attnum
WHERE a.attnum > 0
  AND NOT a.attisdropped
  AND n.nspname = ANY ($1::text[])
ORDER BY a.attrelid, a.attnum
