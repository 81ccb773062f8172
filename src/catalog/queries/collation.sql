-- Collations that some index of the schemas $1 uses.
SELECT o.oid,
       CASE
           WHEN pg_catalog.pg_collation_is_visible(o.oid) THEN quote_ident(o.collname)
           ELSE quote_ident(n.nspname) || '.' || quote_ident(o.collname)
       END AS name
FROM pg_catalog.pg_collation o
JOIN pg_catalog.pg_namespace n ON n.oid = o.collnamespace
WHERE o.oid IN (
    SELECT unnest(i.indcollation::oid[])
    FROM pg_catalog.pg_index i
    JOIN pg_catalog.pg_class t ON t.oid = i.indrelid
    JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
    WHERE tn.nspname = ANY ($1::text[])
)
