-- Engagement: its own tables, and of customers what tells whose a row is. A customer who signs in gets a record at the first use.
GRANT SELECT, INSERT, UPDATE ON customer_profiles TO @USER@;
GRANT SELECT, INSERT, UPDATE ON complaints TO @USER@;
GRANT SELECT, INSERT, UPDATE, DELETE ON goals TO @USER@;
GRANT SELECT, INSERT ON surveys TO @USER@;
GRANT SELECT, INSERT, UPDATE ON products TO @USER@;
GRANT SELECT, INSERT, UPDATE ON offer_answers TO @USER@;
GRANT SELECT, INSERT, UPDATE, DELETE ON notifications TO @USER@;
GRANT SELECT, INSERT ON notification_reads TO @USER@;
GRANT SELECT, INSERT ON interactions TO @USER@;
GRANT SELECT, INSERT, UPDATE, DELETE ON customer_issues TO @USER@;
GRANT SELECT, INSERT, UPDATE, DELETE ON incident_predictions TO @USER@;
GRANT SELECT, INSERT, UPDATE, DELETE ON email_notifications TO @USER@;
GRANT SELECT, INSERT ON customers TO @USER@;
GRANT UPDATE (user_id, name, email, email_key, phone, segment, since, revenue, contact_secondary, contact_time, last_call, entered_risk, assigned_to,
    consent_email, consent_sms, consent_push, updated_at, version) ON customers TO @USER@;
GRANT SELECT, INSERT, UPDATE ON client_texts TO @USER@;
GRANT SELECT ON customer_factors TO @USER@;
GRANT SELECT ON recommendations TO @USER@;
GRANT SELECT, INSERT ON customer_notes TO @USER@;
GRANT SELECT, INSERT ON assignments TO @USER@;
GRANT SELECT, INSERT ON consents TO @USER@;
GRANT UPDATE (notify_email, notify_sms, notify_push, version, updated_at) ON users TO @USER@;
GRANT INSERT ON timeline TO @USER@;
GRANT SELECT, INSERT, UPDATE ON numbers TO @USER@;
GRANT INSERT ON mails TO @USER@;
GRANT SELECT (id, tenant_id, state, sent_at) ON mails TO @USER@;
