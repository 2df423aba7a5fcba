-- Figures are read, never made here.
GRANT SELECT ON active TO @USER@;
GRANT SELECT ON datasets TO @USER@;
GRANT SELECT ON figures TO @USER@;
GRANT SELECT ON tenant_settings TO @USER@;
GRANT SELECT (tenant_id, no, id) ON scorings TO @USER@;
-- Whose risk moved most among the customers of somebody who sees only their own.
GRANT SELECT (tenant_id, id, external_id, shown_name, assigned_to, state) ON customers TO @USER@;
GRANT SELECT (tenant_id, customer_id, kind, body) ON timeline TO @USER@;
