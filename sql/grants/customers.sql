-- The customer record is read-only for now.
GRANT SELECT ON active TO @USER@;
GRANT SELECT ON customers TO @USER@;
GRANT SELECT ON dataset_rows TO @USER@;
GRANT SELECT ON datasets TO @USER@;
GRANT SELECT ON scores TO @USER@;
GRANT SELECT ON scorings TO @USER@;
GRANT SELECT (tenant_id, no, id, encoding) ON models TO @USER@;
