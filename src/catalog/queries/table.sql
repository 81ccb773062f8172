-- Tables and partitioned tables of the schemas $1, without those that extensions own.
SELECT c.oid,
       n.nspname::text AS schema,
       c.relname::text AS name,
       d.description AS comment,
       c.relkind = 'p' AS partitioned,
       pg_catalog.pg_get_partkeydef(c.oid) AS partition_key,
       c.relpersistence = 'u' AS unlogged,
       coalesce(c.reloptions, '{}') AS storage,
       s.spcname::text AS tablespace,
       CASE WHEN m.amname <> current_setting('default_table_access_method') THEN m.amname::text END AS method,
       array(
           SELECT p.relname::text
           FROM pg_catalog.pg_inherits i
           JOIN pg_catalog.pg_class p ON p.oid = i.inhparent
           WHERE i.inhrelid = c.oid
           ORDER BY i.inhseqno
       ) AS parents
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_description d
    ON d.objoid = c.oid AND d.classoid = 'pg_catalog.pg_class'::regclass AND d.objsubid = 0
LEFT JOIN pg_catalog.pg_tablespace s ON s.oid = c.reltablespace
LEFT JOIN pg_catalog.pg_am m ON m.oid = c.relam
WHERE c.relkind IN ('r', 'p')
  AND n.nspname = ANY ($1::text[])
  AND NOT EXISTS (
      SELECT 1
      FROM pg_catalog.pg_depend e
      WHERE e.classid = 'pg_catalog.pg_class'::regclass
        AND e.objid = c.oid
        AND e.deptype = 'e'
  )
ORDER BY n.nspname, c.relname
