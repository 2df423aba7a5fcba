-- What messages said before they were corrected or removed, and what waits to be sent to people's browsers.

-- version: which one it was. Goes with its conversation.
CREATE TABLE IF NOT EXISTS chat_message_edits (
    tenant_id   INT UNSIGNED NOT NULL,
    message_id  UUID NOT NULL,
    version     INT UNSIGNED NOT NULL,
    session_id  UUID NOT NULL,
    body        VARCHAR(4000) NOT NULL,
    actor_id    UUID NULL,
    at          DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    PRIMARY KEY (tenant_id, message_id, version),
    KEY chat_message_edits_session (tenant_id, session_id),
    CONSTRAINT chat_message_edits_session FOREIGN KEY (tenant_id, session_id) REFERENCES chat_sessions (tenant_id, id) ON DELETE CASCADE
) ENGINE = InnoDB;

-- A note that a browser is to be told of (RFC 8030). Sent, refused for good or too old, the row goes.
CREATE TABLE IF NOT EXISTS push_queue (
    tenant_id       INT UNSIGNED NOT NULL,
    id              UUID NOT NULL DEFAULT UUID(),
    subscription_id UUID NOT NULL,
    note_id         UUID NOT NULL,
    attempts        TINYINT UNSIGNED NOT NULL DEFAULT 0,
    next_at         DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    created_at      DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    PRIMARY KEY (tenant_id, id),
    UNIQUE KEY push_queue_once (tenant_id, subscription_id, note_id),
    KEY push_queue_due (next_at),
    CONSTRAINT push_queue_subscription FOREIGN KEY (tenant_id, subscription_id) REFERENCES push_subscriptions (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT push_queue_note FOREIGN KEY (tenant_id, note_id) REFERENCES notes (tenant_id, id) ON DELETE CASCADE
) ENGINE = InnoDB;

-- Which of a person's channels of live events is in use: the next one when all their streams are to end. nchan 1.3.6 delivers nothing more
-- to a channel that was deleted while a WebSocket listened to it.
CREATE TABLE IF NOT EXISTS live_channels (
    tenant_id   INT UNSIGNED NOT NULL,
    user_id     UUID NOT NULL,
    generation  INT UNSIGNED NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, user_id)
) ENGINE = InnoDB;
