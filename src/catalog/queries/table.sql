-- Tables and partitioned tables of the schemas $1, without those that extensions own.
SELECT c.oid,
       c.relnamespace AS schema,
       c.relname::text AS name,
       d.description AS comment,
       c.relkind = 'p' AS partitioned,
       pg_catalog.pg_get_partkeydef(c.oid) AS partition_key,
       c.relpersistence = 'u' AS unlogged,
       coalesce(c.reloptions, '{}') AS storage,
       c.reltablespace AS tablespace,
       c.relam AS method,
       array(
           SELECT p.relname::text
           FROM pg_catalog.pg_inherits i
           JOIN pg_catalog.pg_class p ON p.oid = i.inhparent
           WHERE i.inhrelid = c.oid
           ORDER BY i.inhseqno
       ) AS parents
FROM pg_catalog.pg_class c
LEFT JOIN pg_catalog.pg_description d
    ON d.objoid = c.oid AND d.classoid = 'pg_catalog.pg_class'::regclass AND d.objsubid = 0
WHERE c.relkind IN ('r', 'p')
  AND c.relnamespace = ANY ($1::oid[])
  AND NOT EXISTS (
      SELECT 1
      FROM pg_catalog.pg_depend e
      WHERE e.classid = 'pg_catalog.pg_class'::regclass
        AND e.objid = c.oid
        AND e.deptype = 'e'
  )
