-- The foundation: tenants, people and their sessions, datasets and their rows, models and scorings, jobs and events.
--
-- Conventions: a table of a tenant has a primary key that begins with tenant_id, a small internal number that never
-- leaves the database (outside, a tenant is its public_id). Times are UTC. Money is DECIMAL. Ids are UUIDv7 made by
-- the binaries. `no` is a per-tenant number, short enough to be part of the keys of large tables.

CREATE TABLE tenants (
    id          INT UNSIGNED NOT NULL AUTO_INCREMENT,
    public_id   UUID NOT NULL,
    slug        VARCHAR(63) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    name        VARCHAR(255) NOT NULL,
    state       ENUM('active', 'suspended') NOT NULL DEFAULT 'active',
    demo        BOOLEAN NOT NULL DEFAULT FALSE,
    created_at  DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    PRIMARY KEY (id),
    UNIQUE KEY tenants_public_id (public_id),
    UNIQUE KEY tenants_slug (slug)
) ENGINE = InnoDB;

-- One row per tenant: what its people may set. The economics are explained in cgi/scores/actions.h.
CREATE TABLE tenant_settings (
    tenant_id     INT UNSIGNED NOT NULL,
    band_high     DECIMAL(5,4) NOT NULL DEFAULT 0.7000,
    band_medium   DECIMAL(5,4) NOT NULL DEFAULT 0.4000,
    acceptance    DECIMAL(5,4) NOT NULL DEFAULT 0.3000,
    incentive     DECIMAL(12,2) NOT NULL DEFAULT 50.00,
    redemption    DECIMAL(5,4) NOT NULL DEFAULT 1.0000,
    value_rate    DECIMAL(7,4) NOT NULL DEFAULT 0.1000,
    currency      CHAR(3) CHARACTER SET ascii NOT NULL DEFAULT 'EUR',
    time_zone     VARCHAR(64) CHARACTER SET ascii NOT NULL DEFAULT 'UTC',
    locale        VARCHAR(16) CHARACTER SET ascii NOT NULL DEFAULT 'en',
    version       INT UNSIGNED NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id),
    CONSTRAINT tenant_settings_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id)
) ENGINE = InnoDB;

-- A user belongs to one tenant; a superuser (tenant_id 0 has no row in tenants, so NULL) belongs to none.
CREATE TABLE users (
    id             UUID NOT NULL,
    tenant_id      INT UNSIGNED NULL,
    no             INT UNSIGNED NOT NULL AUTO_INCREMENT,
    username       VARCHAR(150) NOT NULL,
    username_key   VARCHAR(150) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    email          VARCHAR(254) NULL,
    email_key      VARCHAR(254) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
    phone          VARCHAR(32) CHARACTER SET ascii NULL,
    name           VARCHAR(255) NOT NULL DEFAULT '',
    password       VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    state          ENUM('active', 'inactive') NOT NULL DEFAULT 'active',
    kind           ENUM('staff', 'customer') NOT NULL DEFAULT 'staff',
    verified       BOOLEAN NOT NULL DEFAULT FALSE,
    customer_id    UUID NULL,
    last_login_at  DATETIME(6) NULL,
    created_at     DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    updated_at     DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    version        INT UNSIGNED NOT NULL DEFAULT 1,
    PRIMARY KEY (id),
    UNIQUE KEY users_no (no),
    UNIQUE KEY users_username (username_key),
    UNIQUE KEY users_email (email_key),
    UNIQUE KEY users_phone (phone),
    KEY users_tenant (tenant_id, id),
    CONSTRAINT users_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id)
) ENGINE = InnoDB;

CREATE TABLE permissions (
    name  VARCHAR(63) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    doc   VARCHAR(255) NOT NULL,
    PRIMARY KEY (name)
) ENGINE = InnoDB;

CREATE TABLE roles (
    tenant_id  INT UNSIGNED NOT NULL,
    name       VARCHAR(63) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    title      VARCHAR(127) NOT NULL,
    builtin    BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (tenant_id, name),
    CONSTRAINT roles_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id)
) ENGINE = InnoDB;

CREATE TABLE role_permissions (
    tenant_id   INT UNSIGNED NOT NULL,
    role        VARCHAR(63) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    permission  VARCHAR(63) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    PRIMARY KEY (tenant_id, role, permission),
    CONSTRAINT role_permissions_role FOREIGN KEY (tenant_id, role) REFERENCES roles (tenant_id, name) ON DELETE CASCADE,
    CONSTRAINT role_permissions_permission FOREIGN KEY (permission) REFERENCES permissions (name)
) ENGINE = InnoDB;

CREATE TABLE user_roles (
    tenant_id  INT UNSIGNED NOT NULL,
    user_id    UUID NOT NULL,
    role       VARCHAR(63) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    PRIMARY KEY (tenant_id, user_id, role),
    CONSTRAINT user_roles_user FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT user_roles_role FOREIGN KEY (tenant_id, role) REFERENCES roles (tenant_id, name)
) ENGINE = InnoDB;

-- A session is a family of refresh tokens: only the SHA-256 of the newest is kept, and of the one before it for the
-- grace of a repeated rotation. revoked_at ends it for access tokens too, within a second.
CREATE TABLE sessions (
    id             UUID NOT NULL,
    user_id        UUID NOT NULL,
    refresh_hash   BINARY(32) NOT NULL,
    previous_hash  BINARY(32) NULL,
    rotated_at     DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    client         ENUM('web', 'api', 'compat') NOT NULL DEFAULT 'api',
    address        VARBINARY(16) NULL,
    device         VARCHAR(255) NOT NULL DEFAULT '',
    created_at     DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    last_used_at   DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    expires_at     DATETIME(6) NOT NULL,
    revoked_at     DATETIME(6) NULL,
    revoked_why    VARCHAR(63) CHARACTER SET ascii NULL,
    PRIMARY KEY (id),
    UNIQUE KEY sessions_refresh (refresh_hash),
    KEY sessions_previous (previous_hash),
    KEY sessions_user (user_id, expires_at),
    CONSTRAINT sessions_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) ENGINE = InnoDB;

-- The public halves of the signing keys; the private half never leaves the auth binary's secrets folder.
CREATE TABLE public_keys (
    kid         VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    public_key  BINARY(32) NOT NULL,
    created_at  DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    retired_at  DATETIME(6) NULL,
    PRIMARY KEY (kid)
) ENGINE = InnoDB;

-- Fixed windows: `scope` says what is counted ("login:account", "login:network", ...), `subject` is a keyed hash.
CREATE TABLE rate_counters (
    scope         VARCHAR(31) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    subject       BINARY(16) NOT NULL,
    window_start  DATETIME NOT NULL,
    hits          INT UNSIGNED NOT NULL,
    PRIMARY KEY (scope, subject, window_start),
    KEY rate_counters_window (window_start)
) ENGINE = InnoDB;

-- What was answered to a POST with this key (scope: tenant, actor, method and path). status NULL = in flight.
CREATE TABLE idempotency (
    scope         BINARY(32) NOT NULL,
    request_hash  BINARY(32) NOT NULL,
    status        SMALLINT UNSIGNED NULL,
    headers       VARBINARY(1024) NULL,
    body          MEDIUMBLOB NULL,
    created_at    DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    PRIMARY KEY (scope),
    KEY idempotency_created (created_at)
) ENGINE = InnoDB;

CREATE TABLE audit (
    tenant_id   INT UNSIGNED NOT NULL,
    id          UUID NOT NULL,
    at          DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    actor_id    UUID NULL,
    action      VARCHAR(63) CHARACTER SET ascii NOT NULL,
    object      VARCHAR(63) CHARACTER SET ascii NOT NULL DEFAULT '',
    object_id   VARCHAR(64) NOT NULL DEFAULT '',
    detail      JSON NULL,
    request_id  VARCHAR(64) CHARACTER SET ascii NOT NULL DEFAULT '',
    seal        BINARY(32) NULL,
    PRIMARY KEY (tenant_id, id),
    KEY audit_unsealed (seal, tenant_id, id)
) ENGINE = InnoDB;

-- Written in the transaction of the change; one deliverer moves the rows on after commit.
CREATE TABLE outbox (
    id          BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    tenant_id   INT UNSIGNED NOT NULL,
    user_id     UUID NULL,
    kind        ENUM('event', 'mail') NOT NULL DEFAULT 'event',
    type        VARCHAR(63) CHARACTER SET ascii NOT NULL,
    object_id   VARCHAR(64) NOT NULL DEFAULT '',
    body        JSON NULL,
    created_at  DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    PRIMARY KEY (id)
) ENGINE = InnoDB;

-- Delivered events in an order without gaps: seq is what clients resume from. user_id NULL: all staff of the tenant.
CREATE TABLE events (
    tenant_id   INT UNSIGNED NOT NULL,
    seq         BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    user_id     UUID NULL,
    type        VARCHAR(63) CHARACTER SET ascii NOT NULL,
    object_id   VARCHAR(64) NOT NULL DEFAULT '',
    created_at  DATETIME(6) NOT NULL,
    PRIMARY KEY (tenant_id, seq),
    UNIQUE KEY events_seq (seq),
    KEY events_created (created_at)
) ENGINE = InnoDB;

-- A queue per domain. A runner takes a row with SKIP LOCKED, holds it by lease_until and renews while it works.
CREATE TABLE jobs (
    id           UUID NOT NULL,
    tenant_id    INT UNSIGNED NOT NULL,
    domain       VARCHAR(31) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    kind         VARCHAR(31) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    payload      JSON NOT NULL,
    state        ENUM('queued', 'running', 'done', 'failed') NOT NULL DEFAULT 'queued',
    attempts     TINYINT UNSIGNED NOT NULL DEFAULT 0,
    run_after    DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    lease_until  DATETIME(6) NULL,
    lease_owner  BINARY(16) NULL,
    error        VARCHAR(1024) NULL,
    created_by   UUID NULL,
    created_at   DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    finished_at  DATETIME(6) NULL,
    PRIMARY KEY (id),
    KEY jobs_ready (domain, state, run_after),
    KEY jobs_tenant (tenant_id, created_at)
) ENGINE = InnoDB;

-- Declared shapes of uploads. Presets come with the product, schemas are a tenant's own (and win over presets).
CREATE TABLE schema_presets (
    name   VARCHAR(63) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    title  VARCHAR(127) NOT NULL,
    body   JSON NOT NULL,
    PRIMARY KEY (name)
) ENGINE = InnoDB;

CREATE TABLE dataset_schemas (
    tenant_id   INT UNSIGNED NOT NULL,
    name        VARCHAR(63) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    body        JSON NOT NULL,
    version     INT UNSIGNED NOT NULL DEFAULT 1,
    created_at  DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    updated_at  DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    PRIMARY KEY (tenant_id, name),
    CONSTRAINT dataset_schemas_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id)
) ENGINE = InnoDB;

-- An upload is an immutable version. schema_body is the declaration as it was when the version was checked.
CREATE TABLE datasets (
    tenant_id    INT UNSIGNED NOT NULL,
    no           INT UNSIGNED NOT NULL,
    id           UUID NOT NULL,
    name         VARCHAR(255) NOT NULL,
    schema_name  VARCHAR(63) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    schema_body  JSON NOT NULL,
    rules        ENUM('strict', 'vigilpay') NOT NULL DEFAULT 'strict',
    state        ENUM('received', 'checking', 'storing', 'training', 'scoring', 'ready', 'failed') NOT NULL DEFAULT 'received',
    failure      VARCHAR(512) NULL,
    warnings     JSON NULL,
    bytes        BIGINT UNSIGNED NOT NULL DEFAULT 0,
    sha256       BINARY(32) NULL,
    rows_total   INT UNSIGNED NOT NULL DEFAULT 0,
    labelled     INT UNSIGNED NOT NULL DEFAULT 0,
    faults       INT UNSIGNED NOT NULL DEFAULT 0,
    model_no     INT UNSIGNED NULL,
    scoring_no   INT UNSIGNED NULL,
    created_by   UUID NULL,
    created_at   DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    ready_at     DATETIME(6) NULL,
    removed_at   DATETIME(6) NULL,
    PRIMARY KEY (tenant_id, no),
    UNIQUE KEY datasets_id (tenant_id, id),
    CONSTRAINT datasets_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id)
) ENGINE = InnoDB;

CREATE TABLE dataset_phases (
    tenant_id   INT UNSIGNED NOT NULL,
    dataset_no  INT UNSIGNED NOT NULL,
    ord         TINYINT UNSIGNED NOT NULL,
    name        VARCHAR(31) CHARACTER SET ascii NOT NULL,
    done        BIGINT UNSIGNED NOT NULL DEFAULT 0,
    total       BIGINT UNSIGNED NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_id, dataset_no, ord),
    CONSTRAINT dataset_phases_dataset FOREIGN KEY (tenant_id, dataset_no) REFERENCES datasets (tenant_id, no) ON DELETE CASCADE
) ENGINE = InnoDB;

CREATE TABLE dataset_faults (
    tenant_id   INT UNSIGNED NOT NULL,
    dataset_no  INT UNSIGNED NOT NULL,
    ord         INT UNSIGNED NOT NULL,
    row_no      INT UNSIGNED NOT NULL,
    column_name VARCHAR(255) NOT NULL,
    value       VARCHAR(255) NOT NULL,
    reason      VARCHAR(512) NOT NULL,
    PRIMARY KEY (tenant_id, dataset_no, ord),
    CONSTRAINT dataset_faults_dataset FOREIGN KEY (tenant_id, dataset_no) REFERENCES datasets (tenant_id, no) ON DELETE CASCADE
) ENGINE = InnoDB;

-- No foreign key here: rows are bulk-loaded into a version nobody can see yet and go with it.
-- row_no counts data rows from 1 (the line in the file is row_no + 1 where no field spans lines).
-- customer_id is the id the customer gets if (tenant, external_id) is new; customers holds the id that stands.
CREATE TABLE dataset_rows (
    tenant_id    INT UNSIGNED NOT NULL,
    dataset_no   INT UNSIGNED NOT NULL,
    row_no       INT UNSIGNED NOT NULL,
    customer_id  UUID NOT NULL,
    external_id  VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    name         VARCHAR(255) NOT NULL DEFAULT '',
    label        TINYINT UNSIGNED NULL,
    value        DECIMAL(18,2) NULL,
    cells        VARCHAR(8192) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    PRIMARY KEY (tenant_id, dataset_no, row_no),
    KEY dataset_rows_external (tenant_id, dataset_no, external_id)
) ENGINE = InnoDB;

CREATE TABLE customers (
    tenant_id    INT UNSIGNED NOT NULL,
    id           UUID NOT NULL,
    external_id  VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    created_at   DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    PRIMARY KEY (tenant_id, id),
    UNIQUE KEY customers_external (tenant_id, external_id)
) ENGINE = InnoDB;

CREATE TABLE models (
    tenant_id    INT UNSIGNED NOT NULL,
    no           INT UNSIGNED NOT NULL,
    id           UUID NOT NULL,
    schema_name  VARCHAR(63) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    dataset_no   INT UNSIGNED NOT NULL,
    dataset_id   UUID NOT NULL,
    state        ENUM('challenger', 'champion', 'retired', 'refused') NOT NULL DEFAULT 'challenger',
    rows_total   INT UNSIGNED NOT NULL,
    churners     INT UNSIGNED NOT NULL,
    encoding     JSON NOT NULL,
    params       JSON NOT NULL,
    metrics      JSON NOT NULL,
    calibration  JSON NOT NULL,
    importance   JSON NOT NULL,
    lift         JSON NOT NULL,
    comparison   JSON NULL,
    warnings     JSON NULL,
    excluded     JSON NULL,
    platt_a      DOUBLE NOT NULL DEFAULT 0,
    platt_b      DOUBLE NOT NULL DEFAULT 1,
    booster      LONGBLOB NOT NULL,
    booster_sha  BINARY(32) NOT NULL,
    oof          LONGBLOB NULL,
    data_hash    BINARY(32) NOT NULL,
    code         VARCHAR(63) CHARACTER SET ascii NOT NULL,
    created_by   UUID NULL,
    created_at   DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    PRIMARY KEY (tenant_id, no),
    UNIQUE KEY models_id (tenant_id, id)
) ENGINE = InnoDB;

CREATE TABLE champions (
    tenant_id    INT UNSIGNED NOT NULL,
    schema_name  VARCHAR(63) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    model_no     INT UNSIGNED NOT NULL,
    version      INT UNSIGNED NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, schema_name),
    CONSTRAINT champions_model FOREIGN KEY (tenant_id, model_no) REFERENCES models (tenant_id, no)
) ENGINE = InnoDB;

CREATE TABLE model_history (
    tenant_id    INT UNSIGNED NOT NULL,
    id           UUID NOT NULL,
    at           DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    schema_name  VARCHAR(63) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    model_no     INT UNSIGNED NOT NULL,
    action       ENUM('trained', 'promoted', 'kept', 'refused', 'scored') NOT NULL,
    dataset_no   INT UNSIGNED NULL,
    reason       VARCHAR(512) NOT NULL DEFAULT '',
    actor_id     UUID NULL,
    PRIMARY KEY (tenant_id, id)
) ENGINE = InnoDB;

-- A scoring is (version, model, cut-offs, economic assumptions) -> a row of scores per customer. Immutable once done.
CREATE TABLE scorings (
    tenant_id    INT UNSIGNED NOT NULL,
    no           INT UNSIGNED NOT NULL,
    id           UUID NOT NULL,
    dataset_no   INT UNSIGNED NOT NULL,
    kind         ENUM('model', 'rule', 'none') NOT NULL,
    model_no     INT UNSIGNED NULL,
    settings     JSON NOT NULL,
    base         DOUBLE NULL,
    typical      JSON NULL,
    state        ENUM('running', 'done', 'failed') NOT NULL DEFAULT 'running',
    rows_done    INT UNSIGNED NOT NULL DEFAULT 0,
    created_at   DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    done_at      DATETIME(6) NULL,
    PRIMARY KEY (tenant_id, no),
    UNIQUE KEY scorings_id (tenant_id, id),
    KEY scorings_dataset (tenant_id, dataset_no)
) ENGINE = InnoDB;

-- band: 0 low, 1 medium, 2 high. action: index into the schema's actions, -1 for none.
-- rank_value and rank_expected repeat value and expected_value with NULL as the lowest, so that keysets need no NULL.
CREATE TABLE scores (
    tenant_id       INT UNSIGNED NOT NULL,
    scoring_no      INT UNSIGNED NOT NULL,
    row_no          INT UNSIGNED NOT NULL,
    band            TINYINT UNSIGNED NOT NULL,
    score           DOUBLE NOT NULL,
    margin          DOUBLE NULL,
    value           DECIMAL(18,2) NULL,
    expected_value  DECIMAL(18,2) NULL,
    action          TINYINT NOT NULL DEFAULT -1,
    action_score    DOUBLE NULL,
    rank_value      DECIMAL(18,2) NOT NULL DEFAULT 0,
    rank_expected   DECIMAL(18,2) NOT NULL DEFAULT 0,
    segment         VARCHAR(64) NOT NULL DEFAULT '',
    contributions   VARBINARY(1024) NULL,
    PRIMARY KEY (tenant_id, scoring_no, row_no),
    KEY scores_score (tenant_id, scoring_no, score, row_no),
    KEY scores_expected (tenant_id, scoring_no, band, rank_expected, row_no),
    KEY scores_value (tenant_id, scoring_no, band, rank_value, row_no)
) ENGINE = InnoDB;

-- Figures of a scoring, computed once while scoring and kept.
CREATE TABLE figures (
    tenant_id   INT UNSIGNED NOT NULL,
    scoring_no  INT UNSIGNED NOT NULL,
    name        VARCHAR(31) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    body        JSON NOT NULL,
    PRIMARY KEY (tenant_id, scoring_no, name)
) ENGINE = InnoDB;

-- The one pointer that readers follow: which version, scored how, is the tenant's present.
CREATE TABLE active (
    tenant_id   INT UNSIGNED NOT NULL,
    dataset_no  INT UNSIGNED NULL,
    scoring_no  INT UNSIGNED NULL,
    changed_at  DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    PRIMARY KEY (tenant_id),
    CONSTRAINT active_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id),
    CONSTRAINT active_dataset FOREIGN KEY (tenant_id, dataset_no) REFERENCES datasets (tenant_id, no),
    CONSTRAINT active_scoring FOREIGN KEY (tenant_id, scoring_no) REFERENCES scorings (tenant_id, no)
) ENGINE = InnoDB;
