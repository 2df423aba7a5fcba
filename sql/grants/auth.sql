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
