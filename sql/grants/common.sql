-- What every binary needs: who is asking, idempotency, audit, events, jobs. @USER@ is the binary's database user.
GRANT SELECT ON tenants TO @USER@;
GRANT SELECT ON users TO @USER@;
GRANT SELECT ON user_roles TO @USER@;
GRANT SELECT ON role_permissions TO @USER@;
GRANT SELECT ON sessions TO @USER@;
GRANT SELECT ON public_keys TO @USER@;
GRANT SELECT ON schema_migrations TO @USER@;
GRANT SELECT, INSERT, UPDATE ON idempotency TO @USER@;
GRANT INSERT ON audit TO @USER@;
GRANT INSERT ON outbox TO @USER@;
GRANT SELECT, INSERT, UPDATE ON jobs TO @USER@;
GRANT SELECT, INSERT, UPDATE ON rate_counters TO @USER@;
GRANT SELECT, UPDATE (last_used_at) ON api_keys TO @USER@;
-- Whether a role of theirs needs a second factor that they do not have yet.
GRANT SELECT (tenant_id, second_factor_roles) ON tenant_settings TO @USER@;
GRANT SELECT (user_id, confirmed_at) ON second_factors TO @USER@;
