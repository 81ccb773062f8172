-- Sequences: those of the schemas $1 that stand alone, and those that a column owns. An owned one
-- belongs to an identity ('i') or serial ('a') column, and fills it if the default refers to it: a
-- column can own a sequence that something else uses.
SELECT c.relnamespace AS schema,
       c.relname::text AS name,
       nullif(pg_catalog.format_type(s.seqtypid, NULL), 'bigint') AS data_type,
       s.seqstart,
       s.seqincrement,
       s.seqmin,
       s.seqmax,
       s.seqcache,
       s.seqcycle,
       p.refobjid AS table_oid,
       p.refobjsubid::smallint AS number,
       p.deptype::text AS ownership,
       EXISTS (
           SELECT 1
           FROM pg_catalog.pg_attrdef f
           JOIN pg_catalog.pg_depend u
               ON u.classid = 'pg_catalog.pg_attrdef'::regclass
               AND u.objid = f.oid
               AND u.refclassid = 'pg_catalog.pg_class'::regclass
               AND u.refobjid = s.seqrelid
           WHERE f.adrelid = p.refobjid
             AND f.adnum = p.refobjsubid
       ) AS fills
FROM pg_catalog.pg_sequence s
JOIN pg_catalog.pg_class c ON c.oid = s.seqrelid
LEFT JOIN pg_catalog.pg_depend p
    ON p.classid = 'pg_catalog.pg_class'::regclass
    AND p.objid = s.seqrelid
    AND (p.refclassid = 'pg_catalog.pg_class'::regclass AND p.deptype IN ('a', 'i') OR p.deptype = 'e')
WHERE c.relnamespace = ANY ($1::oid[])
  AND c.relpersistence <> 't'
ORDER BY p.deptype = 'i', fills, s.seqrelid
