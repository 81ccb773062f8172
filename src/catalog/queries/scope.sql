-- Which schemas are looked at, and names that all other queries refer to by oid.
-- $1: names asked for; $2: every schema that no extension and not PostgreSQL itself made.
SELECT current_setting('server_version_num')::int AS version,
       coalesce(current_schema()::text, 'public') AS default_schema,
       array(
           SELECT n.oid
           FROM pg_catalog.pg_namespace n
           WHERE n.nspname = coalesce(current_schema(), 'public')
              OR n.nspname !~ '^pg_'
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
       ) AS schemas,
       array(SELECT n.oid FROM pg_catalog.pg_namespace n ORDER BY n.oid) AS namespace_oids,
       array(SELECT n.nspname::text FROM pg_catalog.pg_namespace n ORDER BY n.oid) AS namespace_names,
       array(SELECT m.oid FROM pg_catalog.pg_am m ORDER BY m.oid) AS method_oids,
       array(SELECT m.amname::text FROM pg_catalog.pg_am m ORDER BY m.oid) AS method_names,
       array(SELECT s.oid FROM pg_catalog.pg_tablespace s ORDER BY s.oid) AS tablespace_oids,
       array(SELECT s.spcname::text FROM pg_catalog.pg_tablespace s ORDER BY s.oid) AS tablespace_names,
       current_setting('default_table_access_method') AS default_method,
       current_setting('jit') AS jit
