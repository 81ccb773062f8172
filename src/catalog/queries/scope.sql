-- Which schemas are looked at: the default one first, then those asked for that exist.
-- $1: names asked for; $2: every schema that no extension and not PostgreSQL itself made.
SELECT current_setting('server_version_num')::int AS version,
       coalesce(current_schema()::text, 'public') AS default_schema,
       array(
           SELECT n.nspname::text
           FROM pg_catalog.pg_namespace n
           WHERE n.nspname IS DISTINCT FROM current_schema()
             AND n.nspname !~ '^pg_'
             AND n.nspname <> 'information_schema'
             AND (
                 n.nspname = ANY ($1::text[])
                 OR $2::bool AND NOT EXISTS (
                     SELECT 1
                     FROM pg_catalog.pg_depend e
                     WHERE e.classid = 'pg_catalog.pg_namespace'::regclass
                       AND e.objid = n.oid
                       AND e.deptype = 'e'
                 )
             )
           ORDER BY n.nspname
       ) AS other_schemas
