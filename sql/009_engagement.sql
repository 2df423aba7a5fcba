-- Engagement: complaints, goals, surveys, products and offers, notifications, interactions, issues and predictions of incidents.
--
-- no is the number that clients of older systems know a row by. owner_id is whose row it is: a customer, or, where staff used an older
-- client, that account. What happened to a customer is told in `timeline` by the same transaction.

-- What VigilPay's rules ask of a customer. starter: values given at the first use, until data says more.
CREATE TABLE IF NOT EXISTS customer_profiles (
    tenant_id    INT UNSIGNED NOT NULL,
    customer_id  UUID NOT NULL,
    loyalty      DECIMAL(5,2) NOT NULL DEFAULT 0,
    activity     DECIMAL(4,3) NOT NULL DEFAULT 0,
    balance      DECIMAL(18,2) NOT NULL DEFAULT 0,
    starter      BOOLEAN NOT NULL DEFAULT TRUE,
    credit       SMALLINT UNSIGNED NOT NULL DEFAULT 600,
    probability  DECIMAL(5,2) NOT NULL DEFAULT 0,
    computed_at  DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    PRIMARY KEY (tenant_id, customer_id)
) ENGINE = InnoDB;

CREATE TABLE IF NOT EXISTS complaints (
    tenant_id        INT UNSIGNED NOT NULL,
    id               UUID NOT NULL,
    no               INT UNSIGNED NOT NULL,
    customer_id      UUID NULL,
    user_id          UUID NULL,
    owner_id         UUID AS (COALESCE(customer_id, user_id)) PERSISTENT,
    text             TEXT NOT NULL,
    category         ENUM('billing', 'technical', 'service', 'support') NOT NULL DEFAULT 'support',
    sentiment        DOUBLE NOT NULL DEFAULT 0,
    state            ENUM('open', 'resolved') NOT NULL DEFAULT 'open',
    resolution_note  TEXT NOT NULL DEFAULT '',
    resolved_by      UUID NULL,
    resolved_at      DATETIME(6) NULL,
    created_at       DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    updated_at       DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    version          INT UNSIGNED NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, id),
    UNIQUE KEY complaints_no (tenant_id, no),
    KEY complaints_owner (tenant_id, owner_id, state, id),
    KEY complaints_customer (tenant_id, customer_id, id),
    KEY complaints_state (tenant_id, state, id)
) ENGINE = InnoDB;

CREATE TABLE IF NOT EXISTS goals (
    tenant_id     INT UNSIGNED NOT NULL,
    id            UUID NOT NULL,
    no            INT UNSIGNED NOT NULL,
    customer_id   UUID NULL,
    user_id       UUID NULL,
    owner_id      UUID AS (COALESCE(customer_id, user_id)) PERSISTENT,
    title         VARCHAR(150) NOT NULL,
    target        DECIMAL(18,2) NOT NULL DEFAULT 0,
    current       DECIMAL(18,2) NOT NULL DEFAULT 0,
    completed_at  DATETIME(6) NULL,
    created_at    DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    version       INT UNSIGNED NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, id),
    UNIQUE KEY goals_no (tenant_id, no),
    KEY goals_owner (tenant_id, owner_id, id),
    KEY goals_customer (tenant_id, customer_id, id)
) ENGINE = InnoDB;

CREATE TABLE IF NOT EXISTS surveys (
    tenant_id    INT UNSIGNED NOT NULL,
    id           UUID NOT NULL,
    no           INT UNSIGNED NOT NULL,
    customer_id  UUID NULL,
    user_id      UUID NULL,
    owner_id     UUID AS (COALESCE(customer_id, user_id)) PERSISTENT,
    rating       TINYINT UNSIGNED NOT NULL,
    feedback     TEXT NOT NULL DEFAULT '',
    created_at   DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    PRIMARY KEY (tenant_id, id),
    UNIQUE KEY surveys_no (tenant_id, no),
    KEY surveys_owner (tenant_id, owner_id, id),
    KEY surveys_customer (tenant_id, customer_id, id),
    KEY surveys_figures (tenant_id, created_at, rating, customer_id),
    CONSTRAINT surveys_rating CHECK (rating BETWEEN 1 AND 5)
) ENGINE = InnoDB;

CREATE TABLE IF NOT EXISTS products (
    tenant_id    INT UNSIGNED NOT NULL,
    id           UUID NOT NULL,
    no           INT UNSIGNED NOT NULL,
    name         VARCHAR(120) NOT NULL,
    type         ENUM('loan', 'card', 'bonus', 'resolution') NOT NULL,
    min_score    DOUBLE NOT NULL DEFAULT 0,
    min_balance  DECIMAL(18,2) NOT NULL DEFAULT 0,
    active       BOOLEAN NOT NULL DEFAULT TRUE,
    created_at   DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    version      INT UNSIGNED NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, id),
    UNIQUE KEY products_no (tenant_id, no),
    UNIQUE KEY products_name (tenant_id, name)
) ENGINE = InnoDB;

-- The last word of a customer about a product that was offered.
CREATE TABLE IF NOT EXISTS offer_answers (
    tenant_id    INT UNSIGNED NOT NULL,
    customer_id  UUID NOT NULL,
    product_id   UUID NOT NULL,
    answer       ENUM('accepted', 'rejected') NOT NULL,
    at           DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    PRIMARY KEY (tenant_id, customer_id, product_id)
) ENGINE = InnoDB;

-- Whom it is for once it is sent: one customer, those of a segment, or all.
CREATE TABLE IF NOT EXISTS notifications (
    tenant_id     INT UNSIGNED NOT NULL,
    id            UUID NOT NULL,
    no            INT UNSIGNED NOT NULL,
    title         VARCHAR(150) NOT NULL,
    message       TEXT NOT NULL,
    audience      ENUM('customer', 'segment', 'all') NOT NULL,
    customer_id   UUID NULL,
    segment       VARCHAR(64) NULL,
    reviewed_by   UUID NULL,
    reviewed_at   DATETIME(6) NULL,
    confirmed_by  UUID NULL,
    confirmed_at  DATETIME(6) NULL,
    sent_at       DATETIME(6) NULL,
    created_by    UUID NULL,
    created_at    DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    version       INT UNSIGNED NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, id),
    UNIQUE KEY notifications_no (tenant_id, no),
    KEY notifications_audience (tenant_id, audience, id),
    KEY notifications_customer (tenant_id, customer_id, id)
) ENGINE = InnoDB;

CREATE TABLE IF NOT EXISTS notification_reads (
    tenant_id        INT UNSIGNED NOT NULL,
    notification_id  UUID NOT NULL,
    customer_id      UUID NOT NULL,
    at               DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    PRIMARY KEY (tenant_id, notification_id, customer_id),
    KEY notification_reads_customer (tenant_id, customer_id)
) ENGINE = InnoDB;

CREATE TABLE IF NOT EXISTS interactions (
    tenant_id     INT UNSIGNED NOT NULL,
    id            UUID NOT NULL,
    no            INT UNSIGNED NOT NULL,
    customer_id   UUID NULL,
    user_id       UUID NULL,
    owner_id      UUID AS (COALESCE(customer_id, user_id)) PERSISTENT,
    kind          VARCHAR(31) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    summary       VARCHAR(2000) NOT NULL DEFAULT '',
    at            DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    complaint_id  UUID NULL,
    product_id    UUID NULL,
    metadata      JSON NULL,
    created_by    UUID NULL,
    created_at    DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    PRIMARY KEY (tenant_id, id),
    UNIQUE KEY interactions_no (tenant_id, no),
    KEY interactions_owner (tenant_id, owner_id, id),
    KEY interactions_customer (tenant_id, customer_id, id)
) ENGINE = InnoDB;

-- Incidents of customers as ChurnGuard kept them. Numbers were codes there; the customer is found by the external id.
CREATE TABLE IF NOT EXISTS customer_issues (
    tenant_id        INT UNSIGNED NOT NULL,
    id               UUID NOT NULL,
    no               INT UNSIGNED NOT NULL,
    customer_no      DOUBLE NULL,
    customer_id      UUID NULL,
    contract_code    DOUBLE NULL,
    client_type      DOUBLE NULL,
    client_region    DOUBLE NULL,
    client_category  DOUBLE NULL,
    title            VARCHAR(255) NULL,
    churn_risk       DOUBLE NULL,
    status           VARCHAR(63) NOT NULL DEFAULT 'not sent',
    created_at       DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    updated_at       DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    version          INT UNSIGNED NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, id),
    UNIQUE KEY customer_issues_no (tenant_id, no),
    KEY customer_issues_customer_no (tenant_id, customer_no, title),
    KEY customer_issues_customer (tenant_id, customer_id, id)
) ENGINE = InnoDB;

-- One prediction for a customer: the chance of an incident in each quarter, in percent.
CREATE TABLE IF NOT EXISTS incident_predictions (
    tenant_id       INT UNSIGNED NOT NULL,
    id              UUID NOT NULL,
    no              INT UNSIGNED NOT NULL,
    customer_no     VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    customer_id     UUID NULL,
    region          VARCHAR(127) NOT NULL DEFAULT '',
    client_type     VARCHAR(127) NOT NULL DEFAULT '',
    category        DOUBLE NULL,
    q1              DOUBLE NOT NULL DEFAULT 0,
    q2              DOUBLE NOT NULL DEFAULT 0,
    q3              DOUBLE NOT NULL DEFAULT 0,
    q4              DOUBLE NOT NULL DEFAULT 0,
    average         DOUBLE AS ((q1 + q2 + q3 + q4) / 4) PERSISTENT,
    incident        ENUM('internet_problem', 'wifi_issue', 'hardware_config', 'slow_connection', 'disconnection', 'other_incident') NOT NULL,
    recommendation  VARCHAR(2000) NOT NULL DEFAULT '',
    created_at      DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    updated_at      DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    version         INT UNSIGNED NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, id),
    UNIQUE KEY incident_predictions_no (tenant_id, no),
    UNIQUE KEY incident_predictions_customer_no (tenant_id, customer_no),
    KEY incident_predictions_risk (tenant_id, average, id)
) ENGINE = InnoDB;

-- Mail about an incident. mail_id: the row of the outbox that carries it, which knows how that went.
CREATE TABLE IF NOT EXISTS email_notifications (
    tenant_id   INT UNSIGNED NOT NULL,
    id          UUID NOT NULL,
    no          INT UNSIGNED NOT NULL,
    email       VARCHAR(254) NOT NULL,
    name        VARCHAR(255) NOT NULL,
    issue       VARCHAR(2000) NOT NULL,
    status      ENUM('pending', 'sending', 'sent', 'failed') NOT NULL DEFAULT 'pending',
    mail_id     UUID NULL,
    created_at  DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    updated_at  DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    sent_at     DATETIME(6) NULL,
    version     INT UNSIGNED NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, id),
    UNIQUE KEY email_notifications_no (tenant_id, no),
    KEY email_notifications_status (tenant_id, status, id)
) ENGINE = InnoDB;

-- What clients of an older system said of a customer in words that fit no column of the record.
CREATE TABLE IF NOT EXISTS client_texts (
    tenant_id         INT UNSIGNED NOT NULL,
    customer_id       UUID NOT NULL,
    since             VARCHAR(63) NOT NULL DEFAULT '',
    primary_contact   VARCHAR(254) NOT NULL DEFAULT '',
    monthly_revenue   VARCHAR(63) NULL,
    churn_trend       VARCHAR(63) NULL,
    churn_trend_days  INT NULL,
    PRIMARY KEY (tenant_id, customer_id)
) ENGINE = InnoDB;
