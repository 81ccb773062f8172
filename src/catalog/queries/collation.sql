-- Collations that some index of the schemas $1 uses.
SELECT o.oid,
       CASE
           WHEN pg_catalog.pg_collation_is_visible(o.oid) THEN quote_ident(o.collname)
           ELSE o.collnamespace::regnamespace || '.' || quote_ident(o.collname)
       END AS name
FROM pg_catalog.pg_collation o
WHERE o.oid IN (
    SELECT unnest(i.indcollation::oid[])
    FROM pg_catalog.pg_index i
    JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
    WHERE c.relnamespace = ANY ($1::oid[])
)
