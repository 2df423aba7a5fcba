-- What customers needed after their first use: what people said and were answered goes when they are erased, and an import has less to do.

-- The text before each correction or removal of a message; it goes with the conversation.
CREATE TABLE IF NOT EXISTS chat_message_edits (
    tenant_id   INT UNSIGNED NOT NULL,
    session_id  UUID NOT NULL,
    message_id  UUID NOT NULL,
    version     INT UNSIGNED NOT NULL,
    body        VARCHAR(4000) NOT NULL,
    edited_by   UUID NULL,
    at          DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    PRIMARY KEY (tenant_id, session_id, message_id, version),
    CONSTRAINT chat_message_edits_session FOREIGN KEY (tenant_id, session_id) REFERENCES chat_sessions (tenant_id, id) ON DELETE CASCADE
) ENGINE = InnoDB;

-- Accounts of customers. Who erases a person may delete from this, and so no account of staff.
CREATE OR REPLACE VIEW customer_accounts AS SELECT * FROM users WHERE kind = 'customer';

-- Ids of version 7 are in the order of time: the latest customers are found by the primary key, and an import has an index less to fill.
ALTER TABLE customers DROP KEY IF EXISTS customers_recent;

-- Whose request an answer is kept for: what somebody was answered goes with them.
ALTER TABLE idempotency ADD COLUMN IF NOT EXISTS actor_id UUID NULL;
