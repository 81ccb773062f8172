-- Sequences of the schemas $1 that stand alone: no column owns them, no extension made them.
SELECT n.nspname::text AS schema,
       c.relname::text AS name,
       nullif(pg_catalog.format_type(s.seqtypid, NULL), 'bigint') AS data_type,
       s.seqstart,
       s.seqincrement,
       s.seqmin,
       s.seqmax,
       s.seqcache,
       s.seqcycle
FROM pg_catalog.pg_sequence s
JOIN pg_catalog.pg_class c ON c.oid = s.seqrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = ANY ($1::text[])
  AND c.relpersistence <> 't'
  AND NOT EXISTS (
      SELECT 1
      FROM pg_catalog.pg_depend d
      WHERE d.classid = 'pg_catalog.pg_class'::regclass
        AND d.objid = c.oid
        AND (d.deptype = 'e' OR d.deptype IN ('a', 'i') AND d.refclassid = 'pg_catalog.pg_class'::regclass)
  )
ORDER BY n.nspname, c.relname
