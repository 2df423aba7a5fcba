-- One record for each customer, and all that happens to it.
--
-- What people entered stands in columns of its own that data never touches; what the present dataset says stands in data_...,
-- and where nothing was entered that is shown. no is the number that clients of older systems know a customer by.

ALTER TABLE customers
    ADD COLUMN IF NOT EXISTS no           INT UNSIGNED NULL AFTER id,
    ADD COLUMN IF NOT EXISTS name         VARCHAR(255) NULL,
    ADD COLUMN IF NOT EXISTS email        VARCHAR(254) NULL,
    ADD COLUMN IF NOT EXISTS email_key    VARCHAR(254) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
    ADD COLUMN IF NOT EXISTS phone        VARCHAR(32) CHARACTER SET ascii NULL,
    ADD COLUMN IF NOT EXISTS street       VARCHAR(255) NOT NULL DEFAULT '',
    ADD COLUMN IF NOT EXISTS city         VARCHAR(100) NOT NULL DEFAULT '',
    ADD COLUMN IF NOT EXISTS region       VARCHAR(100) NOT NULL DEFAULT '',
    ADD COLUMN IF NOT EXISTS postal_code  VARCHAR(20) NOT NULL DEFAULT '',
    ADD COLUMN IF NOT EXISTS country      VARCHAR(100) NOT NULL DEFAULT '',
    ADD COLUMN IF NOT EXISTS segment      VARCHAR(64) NULL,
    ADD COLUMN IF NOT EXISTS since        DATE NULL,
    ADD COLUMN IF NOT EXISTS revenue      DECIMAL(18,2) NULL,
    ADD COLUMN IF NOT EXISTS contact_secondary VARCHAR(254) NULL,
    ADD COLUMN IF NOT EXISTS contact_time VARCHAR(100) NULL,
    ADD COLUMN IF NOT EXISTS last_call    VARCHAR(100) NULL,
    ADD COLUMN IF NOT EXISTS points       BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN IF NOT EXISTS purchases    INT UNSIGNED NOT NULL DEFAULT 0,
    ADD COLUMN IF NOT EXISTS consent_email BOOLEAN NOT NULL DEFAULT FALSE,
    ADD COLUMN IF NOT EXISTS consent_sms  BOOLEAN NOT NULL DEFAULT FALSE,
    ADD COLUMN IF NOT EXISTS consent_push BOOLEAN NOT NULL DEFAULT FALSE,
    ADD COLUMN IF NOT EXISTS custom       JSON NULL,
    ADD COLUMN IF NOT EXISTS user_id      UUID NULL,
    ADD COLUMN IF NOT EXISTS pipeline_id  UUID NULL,
    ADD COLUMN IF NOT EXISTS stage        VARCHAR(50) CHARACTER SET ascii COLLATE ascii_bin NULL,
    ADD COLUMN IF NOT EXISTS stage_no     INT UNSIGNED NOT NULL DEFAULT 0,
    ADD COLUMN IF NOT EXISTS stage_at     DATETIME(6) NULL,
    ADD COLUMN IF NOT EXISTS assigned_to  UUID NULL,
    ADD COLUMN IF NOT EXISTS legal_hold   BOOLEAN NOT NULL DEFAULT FALSE,
    ADD COLUMN IF NOT EXISTS state        ENUM('active', 'merged', 'erased') NOT NULL DEFAULT 'active',
    ADD COLUMN IF NOT EXISTS merged_into  UUID NULL,
    ADD COLUMN IF NOT EXISTS entered_risk TINYINT UNSIGNED NULL,
    ADD COLUMN IF NOT EXISTS data_name    VARCHAR(255) NULL,
    ADD COLUMN IF NOT EXISTS data_value   DECIMAL(18,2) NULL,
    ADD COLUMN IF NOT EXISTS data_segment VARCHAR(64) NULL,
    ADD COLUMN IF NOT EXISTS data_score   DOUBLE NULL,
    ADD COLUMN IF NOT EXISTS data_band    TINYINT UNSIGNED NULL,
    ADD COLUMN IF NOT EXISTS shown_name   VARCHAR(255) AS (COALESCE(name, data_name, '')) PERSISTENT,
    ADD COLUMN IF NOT EXISTS created_by   UUID NULL,
    ADD COLUMN IF NOT EXISTS updated_at   DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    ADD COLUMN IF NOT EXISTS version      INT UNSIGNED NOT NULL DEFAULT 1,
    ADD UNIQUE KEY IF NOT EXISTS customers_no (tenant_id, no),
    ADD UNIQUE KEY IF NOT EXISTS customers_user (tenant_id, user_id),
    ADD KEY IF NOT EXISTS customers_name (tenant_id, state, shown_name, id),
    ADD KEY IF NOT EXISTS customers_recent (tenant_id, state, created_at, id),
    ADD KEY IF NOT EXISTS customers_email (tenant_id, email_key),
    ADD KEY IF NOT EXISTS customers_phone (tenant_id, phone),
    ADD KEY IF NOT EXISTS customers_stage (tenant_id, state, stage, stage_at, id),
    ADD KEY IF NOT EXISTS customers_assigned (tenant_id, state, assigned_to, id),
    ADD KEY IF NOT EXISTS customers_score (tenant_id, state, data_band, data_score, id);

-- Numbers that older clients use in the place of ids are given out per tenant and kind.
CREATE TABLE IF NOT EXISTS numbers (
    tenant_id  INT UNSIGNED NOT NULL,
    kind       VARCHAR(31) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    last_no    INT UNSIGNED NOT NULL,
    PRIMARY KEY (tenant_id, kind)
) ENGINE = InnoDB;

-- Everything that happened to a customer. id is a UUIDv7: its order is that of time. A page is one range of the key.
CREATE TABLE IF NOT EXISTS timeline (
    tenant_id    INT UNSIGNED NOT NULL,
    customer_id  UUID NOT NULL,
    id           UUID NOT NULL,
    at           DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    kind         ENUM('score', 'stage', 'assignment', 'interaction', 'note', 'complaint', 'goal', 'survey', 'notification', 'import',
                      'message', 'recommendation', 'profile', 'merge', 'consent', 'points', 'offer') NOT NULL,
    actor_id     UUID NULL,
    ref_id       VARCHAR(64) CHARACTER SET ascii NOT NULL DEFAULT '',
    body         JSON NULL,
    PRIMARY KEY (tenant_id, customer_id, id),
    KEY timeline_kind (tenant_id, customer_id, kind, id)
) ENGINE = InnoDB;

CREATE TABLE IF NOT EXISTS custom_fields (
    tenant_id  INT UNSIGNED NOT NULL,
    name       VARCHAR(63) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    title      VARCHAR(127) NOT NULL,
    type       ENUM('text', 'number', 'date', 'yes_no', 'choice') NOT NULL,
    choices    JSON NULL,
    ord        SMALLINT UNSIGNED NOT NULL DEFAULT 0,
    version    INT UNSIGNED NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, name),
    CONSTRAINT custom_fields_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id)
) ENGINE = InnoDB;

-- Each change of a consent, with what was shown: the columns of customers are its present state.
CREATE TABLE IF NOT EXISTS consents (
    tenant_id    INT UNSIGNED NOT NULL,
    customer_id  UUID NOT NULL,
    id           UUID NOT NULL,
    channel      ENUM('email', 'sms', 'push') NOT NULL,
    given        BOOLEAN NOT NULL,
    source       VARCHAR(63) NOT NULL,
    shown        VARCHAR(512) NOT NULL DEFAULT '',
    actor_id     UUID NULL,
    at           DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    PRIMARY KEY (tenant_id, customer_id, id)
) ENGINE = InnoDB;

-- Points are counted here; customers.points is their sum.
CREATE TABLE IF NOT EXISTS point_entries (
    tenant_id    INT UNSIGNED NOT NULL,
    customer_id  UUID NOT NULL,
    id           UUID NOT NULL,
    delta        INT NOT NULL,
    reason       VARCHAR(255) NOT NULL DEFAULT '',
    actor_id     UUID NULL,
    at           DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    PRIMARY KEY (tenant_id, customer_id, id)
) ENGINE = InnoDB;

-- Pipelines are data. moves NULL: from a stage to any other.
CREATE TABLE IF NOT EXISTS pipelines (
    tenant_id   INT UNSIGNED NOT NULL,
    id          UUID NOT NULL,
    name        VARCHAR(127) NOT NULL,
    is_default  BOOLEAN NULL,
    version     INT UNSIGNED NOT NULL DEFAULT 1,
    created_at  DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    PRIMARY KEY (tenant_id, id),
    UNIQUE KEY pipelines_default (tenant_id, is_default),
    CONSTRAINT pipelines_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id)
) ENGINE = InnoDB;

CREATE TABLE IF NOT EXISTS pipeline_stages (
    tenant_id    INT UNSIGNED NOT NULL,
    pipeline_id  UUID NOT NULL,
    code         VARCHAR(50) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    ord          SMALLINT UNSIGNED NOT NULL,
    title        VARCHAR(127) NOT NULL,
    kind         ENUM('open', 'won', 'lost') NOT NULL DEFAULT 'open',
    moves        JSON NULL,
    ageing_days  SMALLINT UNSIGNED NULL,
    PRIMARY KEY (tenant_id, pipeline_id, code),
    CONSTRAINT pipeline_stages_pipeline FOREIGN KEY (tenant_id, pipeline_id) REFERENCES pipelines (tenant_id, id) ON DELETE CASCADE
) ENGINE = InnoDB;

-- Exactly one row per change: no follows no, under the lock of the customer's row.
CREATE TABLE IF NOT EXISTS stage_changes (
    tenant_id    INT UNSIGNED NOT NULL,
    customer_id  UUID NOT NULL,
    no           INT UNSIGNED NOT NULL,
    id           UUID NOT NULL,
    pipeline_id  UUID NOT NULL,
    from_stage   VARCHAR(50) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
    to_stage     VARCHAR(50) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    remarks      VARCHAR(2000) NOT NULL DEFAULT '',
    actor_id     UUID NULL,
    at           DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    PRIMARY KEY (tenant_id, customer_id, no),
    KEY stage_changes_at (tenant_id, pipeline_id, at)
) ENGINE = InnoDB;

-- At most one active assignment per customer; assigned_to NULL: to nobody yet. before_id: who had the customer before, for undoing.
CREATE TABLE IF NOT EXISTS assignments (
    tenant_id    INT UNSIGNED NOT NULL,
    id           UUID NOT NULL,
    customer_id  UUID NOT NULL,
    assigned_to  UUID NULL,
    assigned_by  UUID NULL,
    remarks      VARCHAR(2000) NOT NULL DEFAULT '',
    active       BOOLEAN NULL DEFAULT TRUE,
    batch_id     UUID NULL,
    before_id    UUID NULL,
    at           DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    ended_at     DATETIME(6) NULL,
    PRIMARY KEY (tenant_id, id),
    KEY assignments_customer (tenant_id, customer_id, id),
    UNIQUE KEY assignments_active (tenant_id, customer_id, active),
    KEY assignments_person (tenant_id, assigned_to, active),
    KEY assignments_batch (tenant_id, batch_id)
) ENGINE = InnoDB;

-- Assignments made together, and taken back together.
CREATE TABLE IF NOT EXISTS assignment_batches (
    tenant_id    INT UNSIGNED NOT NULL,
    id           UUID NOT NULL,
    assigned_to  UUID NULL,
    remarks      VARCHAR(2000) NOT NULL DEFAULT '',
    wanted       JSON NOT NULL,
    state        ENUM('queued', 'running', 'done', 'failed') NOT NULL DEFAULT 'queued',
    total        INT UNSIGNED NOT NULL DEFAULT 0,
    done         INT UNSIGNED NOT NULL DEFAULT 0,
    changed      INT UNSIGNED NOT NULL DEFAULT 0,
    last_id      UUID NULL,
    undo_state   ENUM('running', 'done') NULL,
    created_by   UUID NULL,
    created_at   DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    finished_at  DATETIME(6) NULL,
    PRIMARY KEY (tenant_id, id)
) ENGINE = InnoDB;

-- Notes about a customer. The text before each edit is kept.
CREATE TABLE IF NOT EXISTS customer_notes (
    tenant_id    INT UNSIGNED NOT NULL,
    id           UUID NOT NULL,
    customer_id  UUID NOT NULL,
    body         TEXT NOT NULL,
    pinned       BOOLEAN NOT NULL DEFAULT FALSE,
    mentions     JSON NULL,
    created_by   UUID NULL,
    created_at   DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    updated_at   DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    removed_at   DATETIME(6) NULL,
    version      INT UNSIGNED NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, id),
    KEY customer_notes_customer (tenant_id, customer_id, pinned, id)
) ENGINE = InnoDB;

CREATE TABLE IF NOT EXISTS customer_note_edits (
    tenant_id  INT UNSIGNED NOT NULL,
    note_id    UUID NOT NULL,
    version    INT UNSIGNED NOT NULL,
    body       TEXT NOT NULL,
    edited_by  UUID NULL,
    at         DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    PRIMARY KEY (tenant_id, note_id, version)
) ENGINE = InnoDB;

-- What people say drives a customer, beside what the model says. impact in percentage points.
CREATE TABLE IF NOT EXISTS customer_factors (
    tenant_id    INT UNSIGNED NOT NULL,
    id           UUID NOT NULL,
    customer_id  UUID NOT NULL,
    name         VARCHAR(127) NOT NULL,
    impact       SMALLINT NOT NULL,
    details      VARCHAR(2000) NOT NULL DEFAULT '',
    created_by   UUID NULL,
    created_at   DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    PRIMARY KEY (tenant_id, id),
    KEY customer_factors_customer (tenant_id, customer_id, id)
) ENGINE = InnoDB;

CREATE TABLE IF NOT EXISTS recommendations (
    tenant_id     INT UNSIGNED NOT NULL,
    id            UUID NOT NULL,
    customer_id   UUID NOT NULL,
    source        ENUM('model', 'person') NOT NULL DEFAULT 'person',
    feature       VARCHAR(127) NULL,
    title         VARCHAR(255) NOT NULL,
    impact        SMALLINT NOT NULL DEFAULT 0,
    details       VARCHAR(2000) NOT NULL DEFAULT '',
    state         ENUM('open', 'done', 'dismissed', 'snoozed') NOT NULL DEFAULT 'open',
    snoozed_until DATETIME(6) NULL,
    outcome       VARCHAR(2000) NOT NULL DEFAULT '',
    created_by    UUID NULL,
    created_at    DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    updated_at    DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    version       INT UNSIGNED NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, id),
    KEY recommendations_customer (tenant_id, customer_id, id)
) ENGINE = InnoDB;

INSERT INTO permissions (name, doc) VALUES
    ('customers:all', 'See all customers of the tenant, not only those assigned to oneself'),
    ('customers:assign', 'Assign customers to people'),
    ('pipelines:write', 'Declare pipelines, their stages and custom fields'),
    ('exports:run', 'Download lists of customers'),
    ('privacy:run', 'Export and erase what is held about a person'),
    ('engagement:read', 'See complaints, goals, surveys, offers and notifications'),
    ('engagement:write', 'Resolve complaints, record interactions, import issues and predictions'),
    ('notifications:write', 'Notify customers')
ON DUPLICATE KEY UPDATE doc = VALUES(doc);
INSERT IGNORE INTO role_preset_permissions (role, permission)
    SELECT 'admin', name FROM permissions;
INSERT IGNORE INTO role_preset_permissions (role, permission) VALUES
    ('manager', 'customers:all'), ('manager', 'customers:assign'), ('manager', 'pipelines:write'), ('manager', 'exports:run'),
    ('manager', 'engagement:read'), ('manager', 'engagement:write'), ('manager', 'notifications:write'),
    ('supervisor', 'customers:all'), ('supervisor', 'customers:assign'), ('supervisor', 'exports:run'),
    ('supervisor', 'engagement:read'), ('supervisor', 'engagement:write'), ('supervisor', 'notifications:write'),
    ('csm', 'engagement:read'), ('csm', 'engagement:write'),
    ('marketing_agent', 'customers:all'), ('marketing_agent', 'engagement:read'), ('marketing_agent', 'notifications:write'),
    ('technical_agent', 'customers:all'), ('technical_agent', 'engagement:read');
INSERT IGNORE INTO role_permissions (tenant_id, role, permission)
    SELECT r.tenant_id, p.role, p.permission FROM roles r JOIN role_preset_permissions p ON p.role = r.name
    WHERE r.builtin AND p.permission IN ('customers:all', 'customers:assign', 'pipelines:write', 'exports:run', 'privacy:run',
                                         'engagement:read', 'engagement:write', 'notifications:write');
-- Until now whoever could see customers saw all of them; only those who look after their own see less from now on.
INSERT IGNORE INTO role_preset_permissions (role, permission)
    SELECT role, 'customers:all' FROM role_preset_permissions WHERE permission = 'customers:read' AND role <> 'csm';
INSERT IGNORE INTO role_permissions (tenant_id, role, permission)
    SELECT tenant_id, role, 'customers:all' FROM role_permissions WHERE permission = 'customers:read' AND role <> 'csm';
