-- Live events: the deliverer takes rows from the outbox and puts them into the log of events.
GRANT SELECT, DELETE ON outbox TO @USER@;
GRANT SELECT, INSERT, DELETE ON events TO @USER@;
GRANT SELECT, INSERT, UPDATE ON live_channels TO @USER@;
-- Its runner is the one that deletes what is old: jobs done for a week, idempotency keys after two days.
GRANT DELETE ON jobs TO @USER@;
GRANT DELETE ON idempotency TO @USER@;
GRANT DELETE ON rate_counters TO @USER@;
-- It delivers the mail that others write.
GRANT SELECT, UPDATE, DELETE ON mails TO @USER@;
GRANT SELECT (tenant_id, brand_name, brand_color) ON tenant_settings TO @USER@;
-- It seals the audit: nobody else may change a row of it, and this only the seal.
GRANT SELECT, UPDATE (seal, chain_no) ON audit TO @USER@;
GRANT SELECT, INSERT, UPDATE ON audit_heads TO @USER@;
-- Conversations and notes are its own.
GRANT SELECT, INSERT, UPDATE, DELETE ON chat_sessions TO @USER@;
GRANT SELECT, INSERT, UPDATE, DELETE ON chat_messages TO @USER@;
GRANT INSERT ON chat_message_edits TO @USER@;
GRANT SELECT, INSERT, UPDATE ON chat_reads TO @USER@;
GRANT SELECT, INSERT ON chat_message_edits TO @USER@;
GRANT SELECT, INSERT, UPDATE, DELETE ON chat_values TO @USER@;
GRANT SELECT, INSERT, UPDATE ON extraction_schemas TO @USER@;
GRANT SELECT, INSERT, UPDATE ON chat_settings TO @USER@;
GRANT SELECT, INSERT, UPDATE ON notes TO @USER@;
GRANT SELECT, INSERT ON note_roles TO @USER@;
GRANT SELECT, INSERT ON note_mentions TO @USER@;
GRANT SELECT, INSERT ON note_reads TO @USER@;
GRANT SELECT, INSERT, UPDATE, DELETE ON presence TO @USER@;
GRANT SELECT, INSERT, DELETE ON push_subscriptions TO @USER@;
GRANT SELECT, INSERT, UPDATE, DELETE ON push_queue TO @USER@;
GRANT SELECT ON roles TO @USER@;
-- A visitor who says who they are becomes a customer.
GRANT SELECT, INSERT ON customers TO @USER@;
GRANT UPDATE (name, email, email_key, phone, stage, stage_no, stage_at, pipeline_id, version, updated_at) ON customers TO @USER@;
GRANT SELECT, INSERT ON stage_changes TO @USER@;
GRANT SELECT, INSERT ON assignments TO @USER@;
GRANT SELECT ON pipelines TO @USER@;
GRANT INSERT ON timeline TO @USER@;
GRANT SELECT, INSERT, UPDATE ON numbers TO @USER@;
