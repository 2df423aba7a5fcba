-- Models, scorings and figures. Reads the rows of datasets, tells their progress, never changes them.
GRANT SELECT, UPDATE (state, failure, warnings) ON datasets TO @USER@;
GRANT SELECT, INSERT, UPDATE, DELETE ON dataset_phases TO @USER@;
GRANT SELECT ON dataset_rows TO @USER@;
GRANT SELECT ON customers TO @USER@;
GRANT SELECT ON active TO @USER@;
GRANT SELECT ON tenant_settings TO @USER@;
-- The lock under which models and scorings are numbered: SELECT ... FOR UPDATE asks for more than SELECT.
GRANT UPDATE (id) ON tenants TO @USER@;
GRANT SELECT, INSERT, UPDATE ON models TO @USER@;
GRANT SELECT, INSERT, UPDATE ON champions TO @USER@;
GRANT SELECT, INSERT ON model_history TO @USER@;
GRANT SELECT, INSERT, UPDATE ON scorings TO @USER@;
GRANT SELECT, INSERT ON scores TO @USER@;
GRANT SELECT, INSERT, UPDATE ON figures TO @USER@;
