-- Operator classes that have to be said, because they are not their type's default.
SELECT o.oid,
       CASE
           WHEN pg_catalog.pg_opclass_is_visible(o.oid) THEN quote_ident(o.opcname)
           ELSE o.opcnamespace::regnamespace || '.' || quote_ident(o.opcname)
       END AS name
FROM pg_catalog.pg_opclass o
WHERE NOT o.opcdefault
