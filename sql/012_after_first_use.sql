-- What was found in use: what people said and were answered goes when they are erased, an import has less to do, and many are invited at once.

-- Whoever is invited meets none of those who are invited at the same moment.
ALTER TABLE invitations ADD KEY IF NOT EXISTS invitations_email (email, tenant_id);

-- Accounts of customers. Who erases a person may delete from this, and so no account of staff.
CREATE OR REPLACE VIEW customer_accounts AS SELECT * FROM users WHERE kind = 'customer';

-- Ids of version 7 are in the order of time: the latest customers are found by the primary key, and an import has an index less to fill.
ALTER TABLE customers DROP KEY IF EXISTS customers_recent;

-- Whose request an answer is kept for: what somebody was answered goes with them.
ALTER TABLE idempotency ADD COLUMN IF NOT EXISTS actor_id UUID NULL;
