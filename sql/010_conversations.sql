-- Conversations with visitors and customers, what was read out of them, notes between roles, and who listens.

-- One row per conversation; its lock orders what happens in it. last_no numbers its messages. window_... count what comes in per minute.
CREATE TABLE IF NOT EXISTS chat_sessions (
    tenant_id      INT UNSIGNED NOT NULL,
    id             UUID NOT NULL,
    customer_id    UUID NULL,
    name           VARCHAR(100) NULL,
    email          VARCHAR(254) NULL,
    phone          VARCHAR(20) CHARACTER SET ascii NULL,
    last_no        INT UNSIGNED NOT NULL DEFAULT 0,
    last_client_no INT UNSIGNED NOT NULL DEFAULT 0,
    last_at        DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    last_sender    ENUM('client', 'bot', 'staff') NOT NULL DEFAULT 'client',
    preview        VARCHAR(120) NOT NULL DEFAULT '',
    window_at      DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    window_count   INT UNSIGNED NOT NULL DEFAULT 0,
    started_at     DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    completed_at   DATETIME(6) NULL,
    context_state  ENUM('none', 'waiting', 'done', 'failed') NOT NULL DEFAULT 'none',
    context_error  VARCHAR(255) NULL,
    context_engine VARCHAR(31) CHARACTER SET ascii NULL,
    context_schema VARCHAR(63) CHARACTER SET ascii NULL,
    context_at     DATETIME(6) NULL,
    context_upto   INT UNSIGNED NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_id, id),
    KEY chat_sessions_recent (tenant_id, last_at, id),
    KEY chat_sessions_customer (tenant_id, customer_id)
) ENGINE = InnoDB;

-- no: within the conversation, from 1, without a gap. old_no: the number that clients of an older system know a message by.
CREATE TABLE IF NOT EXISTS chat_messages (
    tenant_id   INT UNSIGNED NOT NULL,
    session_id  UUID NOT NULL,
    no          INT UNSIGNED NOT NULL,
    id          UUID NOT NULL,
    old_no      BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    sender      ENUM('client', 'bot', 'staff') NOT NULL,
    author_id   UUID NULL,
    data_type   ENUM('message', 'name', 'email', 'phone') NOT NULL DEFAULT 'message',
    body        VARCHAR(4000) NOT NULL,
    sent_at     DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    edited_at   DATETIME(6) NULL,
    removed_at  DATETIME(6) NULL,
    version     INT UNSIGNED NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, session_id, no),
    UNIQUE KEY chat_messages_id (tenant_id, id),
    UNIQUE KEY chat_messages_old (old_no),
    KEY chat_messages_sent (tenant_id, sent_at, id),
    CONSTRAINT chat_messages_session FOREIGN KEY (tenant_id, session_id) REFERENCES chat_sessions (tenant_id, id) ON DELETE CASCADE
) ENGINE = InnoDB;

-- How far each person has read.
CREATE TABLE IF NOT EXISTS chat_reads (
    tenant_id   INT UNSIGNED NOT NULL,
    user_id     UUID NOT NULL,
    session_id  UUID NOT NULL,
    upto        INT UNSIGNED NOT NULL,
    PRIMARY KEY (tenant_id, user_id, session_id)
) ENGINE = InnoDB;

-- A value that was read out of a conversation, with the words it stands on. What a person decided about stays when it is read again.
CREATE TABLE IF NOT EXISTS chat_values (
    tenant_id   INT UNSIGNED NOT NULL,
    session_id  UUID NOT NULL,
    path        VARCHAR(127) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    ord         SMALLINT UNSIGNED NOT NULL DEFAULT 0,
    value       JSON NOT NULL,
    quote       VARCHAR(500) NOT NULL DEFAULT '',
    message_no  INT UNSIGNED NULL,
    confidence  DECIMAL(3,2) NOT NULL,
    state       ENUM('proposed', 'accepted', 'corrected', 'rejected') NOT NULL DEFAULT 'proposed',
    corrected   JSON NULL,
    decided_by  UUID NULL,
    decided_at  DATETIME(6) NULL,
    version     INT UNSIGNED NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, session_id, path, ord),
    CONSTRAINT chat_values_session FOREIGN KEY (tenant_id, session_id) REFERENCES chat_sessions (tenant_id, id) ON DELETE CASCADE
) ENGINE = InnoDB;

-- What a tenant wants to know from a conversation; without a row the built-in one for mortgages.
CREATE TABLE IF NOT EXISTS extraction_schemas (
    tenant_id   INT UNSIGNED NOT NULL,
    name        VARCHAR(63) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    body        JSON NOT NULL,
    version     INT UNSIGNED NOT NULL DEFAULT 1,
    updated_at  DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    PRIMARY KEY (tenant_id, name),
    CONSTRAINT extraction_schemas_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id)
) ENGINE = InnoDB;

CREATE TABLE IF NOT EXISTS chat_settings (
    tenant_id   INT UNSIGNED NOT NULL,
    schema_name VARCHAR(63) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'mortgage',
    ai          BOOLEAN NOT NULL DEFAULT FALSE,
    title       VARCHAR(127) NOT NULL DEFAULT '',
    greeting    VARCHAR(500) NOT NULL DEFAULT '',
    parents     JSON NULL,
    ai_day      DATE NULL,
    ai_calls    INT UNSIGNED NOT NULL DEFAULT 0,
    version     INT UNSIGNED NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id),
    CONSTRAINT chat_settings_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id)
) ENGINE = InnoDB;

-- Notes go to roles: whoever has the role sees them, also who gets it later. thread_id: the first note of a thread, which may be itself.
CREATE TABLE IF NOT EXISTS notes (
    tenant_id   INT UNSIGNED NOT NULL,
    id          UUID NOT NULL,
    thread_id   UUID NOT NULL,
    sender_id   UUID NULL,
    title       VARCHAR(255) NOT NULL,
    body        VARCHAR(8000) NOT NULL,
    importance  ENUM('normal', 'important') NOT NULL DEFAULT 'normal',
    is_read     BOOLEAN NOT NULL DEFAULT FALSE,
    sent_at     DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    PRIMARY KEY (tenant_id, id),
    KEY notes_sent (tenant_id, sender_id, id),
    KEY notes_thread (tenant_id, thread_id, id)
) ENGINE = InnoDB;

CREATE TABLE IF NOT EXISTS note_roles (
    tenant_id   INT UNSIGNED NOT NULL,
    role        VARCHAR(63) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    note_id     UUID NOT NULL,
    PRIMARY KEY (tenant_id, role, note_id),
    KEY note_roles_note (tenant_id, note_id, role),
    CONSTRAINT note_roles_note FOREIGN KEY (tenant_id, note_id) REFERENCES notes (tenant_id, id) ON DELETE CASCADE
) ENGINE = InnoDB;

CREATE TABLE IF NOT EXISTS note_mentions (
    tenant_id   INT UNSIGNED NOT NULL,
    user_id     UUID NOT NULL,
    note_id     UUID NOT NULL,
    PRIMARY KEY (tenant_id, user_id, note_id),
    KEY note_mentions_note (tenant_id, note_id),
    CONSTRAINT note_mentions_note FOREIGN KEY (tenant_id, note_id) REFERENCES notes (tenant_id, id) ON DELETE CASCADE
) ENGINE = InnoDB;

CREATE TABLE IF NOT EXISTS note_reads (
    tenant_id   INT UNSIGNED NOT NULL,
    user_id     UUID NOT NULL,
    note_id     UUID NOT NULL,
    at          DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    PRIMARY KEY (tenant_id, user_id, note_id),
    KEY note_reads_note (tenant_id, note_id),
    CONSTRAINT note_reads_note FOREIGN KEY (tenant_id, note_id) REFERENCES notes (tenant_id, id) ON DELETE CASCADE
) ENGINE = InnoDB;

-- Who looks at what, until when. Nothing here lasts.
CREATE TABLE IF NOT EXISTS presence (
    tenant_id   INT UNSIGNED NOT NULL,
    object      VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    user_id     UUID NOT NULL,
    until_at    DATETIME(6) NOT NULL,
    PRIMARY KEY (tenant_id, object, user_id),
    KEY presence_until (until_at)
) ENGINE = InnoDB;

CREATE TABLE IF NOT EXISTS push_subscriptions (
    tenant_id   INT UNSIGNED NOT NULL,
    id          UUID NOT NULL,
    user_id     UUID NOT NULL,
    endpoint    VARCHAR(1000) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    endpoint_hash BINARY(32) NOT NULL,
    p256dh      VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    auth        VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    device      VARCHAR(255) NOT NULL DEFAULT '',
    created_at  DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    PRIMARY KEY (tenant_id, id),
    UNIQUE KEY push_subscriptions_endpoint (tenant_id, user_id, endpoint_hash),
    CONSTRAINT push_subscriptions_user FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
) ENGINE = InnoDB;

INSERT INTO permissions (name, doc) VALUES
    ('chats:read', 'Read conversations with visitors and customers and what was read out of them'),
    ('chats:write', 'Answer in conversations, correct and delete messages, decide about values that were read out')
ON DUPLICATE KEY UPDATE doc = VALUES(doc);
INSERT IGNORE INTO role_preset_permissions (role, permission) VALUES
    ('admin', 'chats:read'), ('admin', 'chats:write'), ('manager', 'chats:read'), ('manager', 'chats:write'),
    ('supervisor', 'chats:read'), ('supervisor', 'chats:write'), ('csm', 'chats:read'), ('csm', 'chats:write'),
    ('marketing_agent', 'chats:read'), ('technical_agent', 'chats:read');
INSERT IGNORE INTO role_permissions (tenant_id, role, permission)
    SELECT r.tenant_id, p.role, p.permission FROM roles r JOIN role_preset_permissions p ON p.role = r.name
    WHERE r.builtin AND p.permission IN ('chats:read', 'chats:write');
