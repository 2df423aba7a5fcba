-- Accounts, sessions and keys. Only this binary sees passwords move and holds the private signing key.
GRANT UPDATE (password, last_login_at, updated_at, version) ON users TO @USER@;
GRANT SELECT ON tenant_settings TO @USER@;
GRANT INSERT, UPDATE ON sessions TO @USER@;
GRANT INSERT, UPDATE ON public_keys TO @USER@;
GRANT DELETE ON rate_counters TO @USER@;
GRANT INSERT ON mails TO @USER@;
-- Reads the audit, for those who may, and proves its chain.
GRANT SELECT ON audit TO @USER@;
GRANT SELECT ON audit_heads TO @USER@;
-- Registration, profiles, proofs of addresses, second factors, keys for programs.
GRANT INSERT, UPDATE ON users TO @USER@;
GRANT INSERT ON tenants TO @USER@;
GRANT INSERT ON tenant_settings TO @USER@;
GRANT INSERT ON roles TO @USER@;
GRANT SELECT ON roles TO @USER@;
GRANT INSERT ON role_permissions TO @USER@;
GRANT INSERT ON user_roles TO @USER@;
GRANT SELECT ON role_presets TO @USER@;
GRANT SELECT ON role_preset_permissions TO @USER@;
GRANT SELECT, INSERT, UPDATE ON proofs TO @USER@;
GRANT SELECT, INSERT, UPDATE, DELETE ON second_factors TO @USER@;
GRANT SELECT, INSERT, UPDATE, DELETE ON recovery_codes TO @USER@;
GRANT SELECT, INSERT, UPDATE, DELETE ON challenges TO @USER@;
GRANT SELECT, INSERT, UPDATE ON api_keys TO @USER@;
-- Administration: people, roles, invitations, tenants and their settings.
GRANT SELECT ON permissions TO @USER@;
GRANT UPDATE, DELETE ON roles TO @USER@;
GRANT DELETE ON role_permissions TO @USER@;
GRANT DELETE ON user_roles TO @USER@;
GRANT SELECT, INSERT, UPDATE ON invitations TO @USER@;
GRANT UPDATE (name, state) ON tenants TO @USER@;
GRANT UPDATE ON tenant_settings TO @USER@;
-- New economics of a tenant: its active customers are scored anew.
GRANT SELECT (tenant_id, dataset_no) ON active TO @USER@;
GRANT SELECT (tenant_id, no, state, removed_at) ON datasets TO @USER@;
-- Whether the picture that somebody names for the profile is theirs.
GRANT SELECT (tenant_id, id, owner_id) ON pictures TO @USER@;
-- What a customer says of themselves is written to the record that the business keeps, too.
GRANT SELECT (tenant_id, id, user_id, state, points, purchases, consent_email, consent_sms, consent_push) ON customers TO @USER@;
GRANT UPDATE (name, phone, street, city, region, postal_code, country, consent_email, consent_sms, consent_push, version, updated_at) ON customers TO @USER@;
GRANT SELECT (version) ON customers TO @USER@;
GRANT INSERT ON consents TO @USER@;
