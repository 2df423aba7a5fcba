-- Figures are read, never made here.
GRANT SELECT ON active TO @USER@;
GRANT SELECT ON datasets TO @USER@;
GRANT SELECT ON figures TO @USER@;
GRANT SELECT ON tenant_settings TO @USER@;
GRANT SELECT (tenant_id, no, id) ON scorings TO @USER@;
