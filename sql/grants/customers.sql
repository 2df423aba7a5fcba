-- The customer record and all that happens to it; scores are read.
GRANT SELECT ON active TO @USER@;
GRANT SELECT ON customers TO @USER@;
GRANT SELECT ON dataset_rows TO @USER@;
GRANT SELECT ON datasets TO @USER@;
GRANT SELECT ON scores TO @USER@;
GRANT SELECT ON scorings TO @USER@;
GRANT SELECT (tenant_id, no, id, encoding) ON models TO @USER@;
GRANT INSERT, UPDATE ON customers TO @USER@;
GRANT SELECT, INSERT ON timeline TO @USER@;
GRANT SELECT, INSERT, UPDATE ON numbers TO @USER@;
GRANT SELECT, INSERT, UPDATE, DELETE ON custom_fields TO @USER@;
GRANT SELECT, INSERT ON consents TO @USER@;
GRANT SELECT, INSERT ON point_entries TO @USER@;
GRANT SELECT, INSERT, UPDATE, DELETE ON pipelines TO @USER@;
GRANT SELECT, INSERT, UPDATE, DELETE ON pipeline_stages TO @USER@;
GRANT SELECT, INSERT ON stage_changes TO @USER@;
GRANT SELECT, INSERT, UPDATE ON assignments TO @USER@;
GRANT SELECT, INSERT, UPDATE ON assignment_batches TO @USER@;
GRANT SELECT, INSERT, UPDATE ON customer_notes TO @USER@;
GRANT SELECT, INSERT ON customer_note_edits TO @USER@;
GRANT SELECT, INSERT, DELETE ON customer_factors TO @USER@;
GRANT SELECT, INSERT, UPDATE ON recommendations TO @USER@;
-- Search, views, merging.
GRANT SELECT, INSERT ON search_words TO @USER@;
GRANT SELECT, INSERT ON search_near TO @USER@;
GRANT SELECT, INSERT, DELETE ON search_postings TO @USER@;
GRANT SELECT, INSERT, UPDATE, DELETE ON search_docs TO @USER@;
GRANT SELECT, INSERT, UPDATE ON search_state TO @USER@;
GRANT SELECT, INSERT, UPDATE, DELETE ON views TO @USER@;
GRANT SELECT, INSERT, UPDATE ON merges TO @USER@;
GRANT SELECT, INSERT, DELETE ON merge_rows TO @USER@;
GRANT SELECT (tenant_id, name) ON roles TO @USER@;
-- What engagement keeps about customers: for exports.
GRANT SELECT ON complaints TO @USER@;
GRANT SELECT ON goals TO @USER@;
GRANT SELECT ON surveys TO @USER@;
GRANT SELECT ON interactions TO @USER@;
GRANT SELECT ON notifications TO @USER@;
-- Merging moves rows from one customer to the other.
GRANT UPDATE (customer_id) ON timeline TO @USER@;
GRANT UPDATE (customer_id) ON consents TO @USER@;
GRANT UPDATE (customer_id) ON point_entries TO @USER@;
GRANT UPDATE (customer_id) ON customer_factors TO @USER@;
GRANT UPDATE (customer_id) ON complaints TO @USER@;
GRANT UPDATE (customer_id) ON goals TO @USER@;
GRANT UPDATE (customer_id) ON surveys TO @USER@;
GRANT UPDATE (customer_id) ON interactions TO @USER@;
GRANT UPDATE (customer_id, recipients) ON notifications TO @USER@;
GRANT SELECT, UPDATE (customer_id) ON customer_issues TO @USER@;
GRANT SELECT, UPDATE (customer_id) ON incident_predictions TO @USER@;
-- What is held about a person: told, and erased.
GRANT SELECT ON notification_reads TO @USER@;
GRANT SELECT ON offer_answers TO @USER@;
GRANT SELECT ON customer_profiles TO @USER@;
GRANT SELECT ON customer_issues TO @USER@;
GRANT SELECT ON incident_predictions TO @USER@;
GRANT SELECT ON email_notifications TO @USER@;
GRANT SELECT ON mails TO @USER@;
GRANT SELECT ON dataset_faults TO @USER@;
GRANT SELECT ON figures TO @USER@;
GRANT DELETE ON timeline TO @USER@;
GRANT DELETE ON consents TO @USER@;
GRANT DELETE ON point_entries TO @USER@;
GRANT DELETE ON customer_note_edits TO @USER@;
GRANT DELETE ON customer_notes TO @USER@;
GRANT DELETE ON recommendations TO @USER@;
GRANT DELETE ON stage_changes TO @USER@;
GRANT DELETE ON assignments TO @USER@;
GRANT DELETE ON complaints TO @USER@;
GRANT DELETE ON goals TO @USER@;
GRANT DELETE ON surveys TO @USER@;
GRANT DELETE ON interactions TO @USER@;
GRANT DELETE ON notifications TO @USER@;
GRANT DELETE ON notification_reads TO @USER@;
GRANT DELETE ON offer_answers TO @USER@;
GRANT DELETE ON customer_profiles TO @USER@;
GRANT DELETE ON customer_issues TO @USER@;
GRANT DELETE ON incident_predictions TO @USER@;
GRANT DELETE ON email_notifications TO @USER@;
GRANT DELETE ON mails TO @USER@;
GRANT DELETE ON merges TO @USER@;
GRANT DELETE ON dataset_faults TO @USER@;
GRANT DELETE ON scores TO @USER@;
GRANT DELETE ON dataset_rows TO @USER@;
GRANT DELETE ON search_words TO @USER@;
GRANT DELETE ON search_near TO @USER@;
GRANT DELETE ON idempotency TO @USER@;
GRANT UPDATE (body) ON figures TO @USER@;
GRANT SELECT, DELETE ON client_texts TO @USER@;
-- Conversations go with the customer: to the other record, into the file, away.
GRANT SELECT, UPDATE (customer_id), DELETE ON chat_sessions TO @USER@;
GRANT SELECT, DELETE ON chat_messages TO @USER@;
GRANT SELECT, DELETE ON chat_message_edits TO @USER@;
GRANT SELECT, DELETE ON chat_values TO @USER@;
GRANT SELECT, DELETE ON chat_reads TO @USER@;
-- Names of the person are blanked in what colleagues wrote to each other.
GRANT SELECT (tenant_id, title, body), UPDATE (title, body) ON notes TO @USER@;
-- Who was erased: for the list that is gone over after a restore.
GRANT SELECT (tenant_id, at, action, object_id, detail) ON audit TO @USER@;
-- The account, of customers only: the view has no others. What hangs on it goes with it.
GRANT SELECT, DELETE ON customer_accounts TO @USER@;
GRANT SELECT (tenant_id, user_id, created_at, device, endpoint), DELETE ON push_subscriptions TO @USER@;
GRANT SELECT (tenant_id, owner_id, created_at, width, height, original) ON pictures TO @USER@;
-- What a person answered, read and is known by goes over where the other record has nothing of its own, and back.
GRANT INSERT ON offer_answers TO @USER@;
GRANT INSERT ON notification_reads TO @USER@;
GRANT INSERT ON customer_profiles TO @USER@;
GRANT INSERT ON client_texts TO @USER@;
