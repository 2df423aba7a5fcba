-- Accounts: profiles, proofs of an address, invitations, second factors, keys for programs, mail, the sealed audit.

ALTER TABLE users
    ADD COLUMN IF NOT EXISTS first_name   VARCHAR(150) NOT NULL DEFAULT '' AFTER name,
    ADD COLUMN IF NOT EXISTS last_name    VARCHAR(150) NOT NULL DEFAULT '' AFTER first_name,
    ADD COLUMN IF NOT EXISTS street       VARCHAR(255) NOT NULL DEFAULT '',
    ADD COLUMN IF NOT EXISTS city         VARCHAR(100) NOT NULL DEFAULT '',
    ADD COLUMN IF NOT EXISTS region       VARCHAR(100) NOT NULL DEFAULT '',
    ADD COLUMN IF NOT EXISTS postal_code  VARCHAR(20) NOT NULL DEFAULT '',
    ADD COLUMN IF NOT EXISTS country      VARCHAR(100) NOT NULL DEFAULT '',
    ADD COLUMN IF NOT EXISTS dietary_preferences TEXT NOT NULL DEFAULT '',
    ADD COLUMN IF NOT EXISTS favourite_products  TEXT NOT NULL DEFAULT '',
    ADD COLUMN IF NOT EXISTS notify_email BOOLEAN NOT NULL DEFAULT FALSE,
    ADD COLUMN IF NOT EXISTS notify_sms   BOOLEAN NOT NULL DEFAULT FALSE,
    ADD COLUMN IF NOT EXISTS notify_push  BOOLEAN NOT NULL DEFAULT FALSE,
    ADD COLUMN IF NOT EXISTS language     VARCHAR(16) CHARACTER SET ascii NOT NULL DEFAULT '',
    ADD COLUMN IF NOT EXISTS time_zone    VARCHAR(64) CHARACTER SET ascii NOT NULL DEFAULT '',
    ADD COLUMN IF NOT EXISTS company      VARCHAR(255) NOT NULL DEFAULT '',
    ADD COLUMN IF NOT EXISTS job_title    VARCHAR(100) NOT NULL DEFAULT '',
    ADD COLUMN IF NOT EXISTS cin          VARCHAR(64) NULL,
    ADD COLUMN IF NOT EXISTS staff_code   VARCHAR(64) NULL,
    ADD COLUMN IF NOT EXISTS picture_id   UUID NULL,
    ADD COLUMN IF NOT EXISTS total_purchases INT UNSIGNED NOT NULL DEFAULT 0,
    ADD COLUMN IF NOT EXISTS loyalty_points  INT UNSIGNED NOT NULL DEFAULT 0,
    ADD COLUMN IF NOT EXISTS password_changed_at DATETIME(6) NULL,
    ADD COLUMN IF NOT EXISTS superuser    BOOLEAN NOT NULL DEFAULT FALSE,
    ADD UNIQUE KEY IF NOT EXISTS users_cin (tenant_id, cin),
    ADD UNIQUE KEY IF NOT EXISTS users_staff_code (tenant_id, staff_code);

ALTER TABLE sessions
    ADD COLUMN IF NOT EXISTS stepped_up_at DATETIME(6) NULL,
    ADD COLUMN IF NOT EXISTS lifetime_s INT UNSIGNED NOT NULL DEFAULT 0;

ALTER TABLE tenant_settings
    ADD COLUMN IF NOT EXISTS password_min TINYINT UNSIGNED NOT NULL DEFAULT 12,
    ADD COLUMN IF NOT EXISTS password_classes BOOLEAN NOT NULL DEFAULT FALSE,
    ADD COLUMN IF NOT EXISTS phone_rule ENUM('e164', 'uz') NOT NULL DEFAULT 'e164',
    ADD COLUMN IF NOT EXISTS open_registration BOOLEAN NOT NULL DEFAULT TRUE,
    ADD COLUMN IF NOT EXISTS second_factor_roles JSON NULL,
    ADD COLUMN IF NOT EXISTS access_seconds INT UNSIGNED NULL,
    ADD COLUMN IF NOT EXISTS refresh_seconds INT UNSIGNED NULL,
    ADD COLUMN IF NOT EXISTS brand_name VARCHAR(127) NOT NULL DEFAULT '',
    ADD COLUMN IF NOT EXISTS brand_color CHAR(7) CHARACTER SET ascii NOT NULL DEFAULT '';

-- A proof that an address is the person's: a link (token) and a code, either will do once. Only hashes are kept.
CREATE TABLE IF NOT EXISTS proofs (
    id          UUID NOT NULL,
    user_id     UUID NOT NULL,
    purpose     ENUM('register', 'reset', 'email') NOT NULL,
    address     VARCHAR(254) NOT NULL,
    token_hash  BINARY(32) NOT NULL,
    code_hash   BINARY(32) NOT NULL,
    tries       TINYINT UNSIGNED NOT NULL DEFAULT 0,
    created_at  DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    code_until  DATETIME(6) NOT NULL,
    token_until DATETIME(6) NOT NULL,
    used_at     DATETIME(6) NULL,
    PRIMARY KEY (id),
    UNIQUE KEY proofs_token (token_hash),
    KEY proofs_user (user_id, purpose, created_at),
    CONSTRAINT proofs_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) ENGINE = InnoDB;

CREATE TABLE IF NOT EXISTS invitations (
    tenant_id   INT UNSIGNED NOT NULL,
    id          UUID NOT NULL,
    email       VARCHAR(254) NOT NULL,
    name        VARCHAR(255) NOT NULL DEFAULT '',
    roles       JSON NOT NULL,
    token_hash  BINARY(32) NOT NULL,
    created_by  UUID NULL,
    created_at  DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    expires_at  DATETIME(6) NOT NULL,
    accepted_at DATETIME(6) NULL,
    revoked_at  DATETIME(6) NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE KEY invitations_token (token_hash),
    CONSTRAINT invitations_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id)
) ENGINE = InnoDB;

-- secret is encrypted with a key of the auth binary's secrets folder; last_step refuses a code used before.
CREATE TABLE IF NOT EXISTS second_factors (
    user_id      UUID NOT NULL,
    secret       VARBINARY(128) NOT NULL,
    confirmed_at DATETIME(6) NULL,
    last_step    BIGINT NOT NULL DEFAULT 0,
    created_at   DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    PRIMARY KEY (user_id),
    CONSTRAINT second_factors_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) ENGINE = InnoDB;

CREATE TABLE IF NOT EXISTS recovery_codes (
    user_id   UUID NOT NULL,
    code_hash BINARY(32) NOT NULL,
    used_at   DATETIME(6) NULL,
    PRIMARY KEY (user_id, code_hash),
    CONSTRAINT recovery_codes_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) ENGINE = InnoDB;

-- A sign-in that passed the password and waits for the second factor.
CREATE TABLE IF NOT EXISTS challenges (
    id          BINARY(32) NOT NULL,
    user_id     UUID NOT NULL,
    client      ENUM('web', 'api', 'compat') NOT NULL,
    tries       TINYINT UNSIGNED NOT NULL DEFAULT 0,
    expires_at  DATETIME(6) NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT challenges_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) ENGINE = InnoDB;

CREATE TABLE IF NOT EXISTS api_keys (
    tenant_id    INT UNSIGNED NOT NULL,
    id           UUID NOT NULL,
    user_id      UUID NOT NULL,
    name         VARCHAR(127) NOT NULL,
    prefix       CHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    key_hash     BINARY(32) NOT NULL,
    scopes       VARCHAR(1024) CHARACTER SET ascii NOT NULL,
    created_at   DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    expires_at   DATETIME(6) NULL,
    last_used_at DATETIME(6) NULL,
    revoked_at   DATETIME(6) NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE KEY api_keys_hash (key_hash),
    CONSTRAINT api_keys_user FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
) ENGINE = InnoDB;

-- Mail to send: written with its cause, delivered by the jobs of chat, visible when it could not be.
CREATE TABLE IF NOT EXISTS mails (
    id          UUID NOT NULL,
    tenant_id   INT UNSIGNED NULL,
    recipient   VARCHAR(254) NOT NULL,
    template    VARCHAR(31) CHARACTER SET ascii NOT NULL,
    params      JSON NOT NULL,
    state       ENUM('queued', 'sent', 'dead') NOT NULL DEFAULT 'queued',
    attempts    TINYINT UNSIGNED NOT NULL DEFAULT 0,
    next_at     DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    error       VARCHAR(255) NULL,
    created_at  DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    sent_at     DATETIME(6) NULL,
    PRIMARY KEY (id),
    KEY mails_ready (state, next_at),
    KEY mails_tenant (tenant_id, id)
) ENGINE = InnoDB;

-- The head of each tenant's chain of seals over its audit rows; tenant 0 holds what belongs to none.
CREATE TABLE IF NOT EXISTS audit_heads (
    tenant_id   INT UNSIGNED NOT NULL,
    seal        BINARY(32) NOT NULL,
    last_id     UUID NOT NULL,
    rows_sealed BIGINT UNSIGNED NOT NULL,
    PRIMARY KEY (tenant_id)
) ENGINE = InnoDB;
ALTER TABLE audit ADD COLUMN IF NOT EXISTS chain_no BIGINT UNSIGNED NULL, ADD KEY IF NOT EXISTS audit_chain (tenant_id, chain_no);

-- Administration: roles are shared records, and a few more things may be allowed.
ALTER TABLE roles ADD COLUMN IF NOT EXISTS version INT UNSIGNED NOT NULL DEFAULT 1;
INSERT INTO permissions (name, doc) VALUES
    ('roles:write', 'Declare roles and what they permit'),
    ('tenants:read', 'See the settings of the tenant'),
    ('tenants:write', 'Change the settings of the tenant')
ON DUPLICATE KEY UPDATE doc = VALUES(doc);
INSERT IGNORE INTO role_preset_permissions (role, permission) VALUES
    ('admin', 'roles:write'), ('admin', 'tenants:read'), ('admin', 'tenants:write'), ('manager', 'tenants:read');
-- Tenants that are there already have copies of the presets.
INSERT IGNORE INTO role_permissions (tenant_id, role, permission)
    SELECT r.tenant_id, p.role, p.permission FROM roles r JOIN role_preset_permissions p ON p.role = r.name
    WHERE r.builtin AND p.permission IN ('roles:write', 'tenants:read', 'tenants:write');
