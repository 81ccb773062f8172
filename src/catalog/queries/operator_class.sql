-- Operator classes that have to be said, because they are not their type's default.
SELECT o.oid,
       CASE
           WHEN pg_catalog.pg_opclass_is_visible(o.oid) THEN quote_ident(o.opcname)
           ELSE quote_ident(n.nspname) || '.' || quote_ident(o.opcname)
       END AS name
FROM pg_catalog.pg_opclass o
JOIN pg_catalog.pg_namespace n ON n.oid = o.opcnamespace
WHERE NOT o.opcdefault
