-- Receives, checks and stores versions; says which is the present one; takes away old ones with their scorings.
GRANT SELECT ON schema_presets TO @USER@;
GRANT SELECT, INSERT, UPDATE ON dataset_schemas TO @USER@;
GRANT SELECT, INSERT, UPDATE ON datasets TO @USER@;
GRANT SELECT, INSERT, UPDATE, DELETE ON dataset_phases TO @USER@;
GRANT SELECT, INSERT, DELETE ON dataset_faults TO @USER@;
GRANT SELECT, INSERT, DELETE ON dataset_rows TO @USER@;
GRANT SELECT, INSERT, UPDATE ON active TO @USER@;
GRANT SELECT, INSERT ON customers TO @USER@;
GRANT SELECT ON models TO @USER@;
GRANT SELECT, DELETE ON scorings TO @USER@;
GRANT SELECT, DELETE ON scores TO @USER@;
GRANT SELECT, DELETE ON figures TO @USER@;
-- Pictures of people; who takes one away takes it out of the profile, too.
GRANT SELECT, INSERT, DELETE ON pictures TO @USER@;
GRANT UPDATE (picture_id, version, updated_at) ON users TO @USER@;
-- What a version says of customers stands in their records, and a change of their risk in their timelines.
GRANT UPDATE ON customers TO @USER@;
GRANT INSERT ON timeline TO @USER@;
