-- Live events: the deliverer takes rows from the outbox and puts them into the log of events.
GRANT SELECT, DELETE ON outbox TO @USER@;
GRANT SELECT, INSERT, DELETE ON events TO @USER@;
-- Its runner is the one that deletes what is old: jobs done for a week, idempotency keys after two days.
GRANT DELETE ON jobs TO @USER@;
GRANT DELETE ON idempotency TO @USER@;
GRANT DELETE ON rate_counters TO @USER@;
-- It delivers the mail that others write.
GRANT SELECT, UPDATE, DELETE ON mails TO @USER@;
GRANT SELECT (tenant_id, brand_name) ON tenant_settings TO @USER@;
-- It seals the audit: nobody else may change a row of it, and this only the seal.
GRANT SELECT, UPDATE (seal, chain_no) ON audit TO @USER@;
GRANT SELECT, INSERT, UPDATE ON audit_heads TO @USER@;
