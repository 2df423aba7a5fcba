-- Finding customers, saved views, merging, privacy.
--
-- The words of a customer (name, address before the @, notes) stand in a vocabulary; near leads from a word with letters left out to the
-- words that it may come from, so that a mistyped word is found by looking up its own forms. docs keeps which words a customer has.

CREATE TABLE IF NOT EXISTS search_words (
    tenant_id  INT UNSIGNED NOT NULL,
    id         INT UNSIGNED NOT NULL AUTO_INCREMENT,
    word       VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE KEY search_words_word (tenant_id, word),
    KEY search_words_id (id)
) ENGINE = InnoDB;

CREATE TABLE IF NOT EXISTS search_near (
    tenant_id  INT UNSIGNED NOT NULL,
    form       VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    word_id    INT UNSIGNED NOT NULL,
    PRIMARY KEY (tenant_id, form, word_id)
) ENGINE = InnoDB;

CREATE TABLE IF NOT EXISTS search_postings (
    tenant_id    INT UNSIGNED NOT NULL,
    word_id      INT UNSIGNED NOT NULL,
    customer_id  UUID NOT NULL,
    PRIMARY KEY (tenant_id, word_id, customer_id)
) ENGINE = InnoDB;

-- stamp: of the name and address that the words were made from. words: JSON list of word ids.
CREATE TABLE IF NOT EXISTS search_docs (
    tenant_id    INT UNSIGNED NOT NULL,
    customer_id  UUID NOT NULL,
    stamp        INT UNSIGNED NOT NULL,
    words        TEXT CHARACTER SET ascii NOT NULL,
    PRIMARY KEY (tenant_id, customer_id)
) ENGINE = InnoDB;

-- Up to which version of the data the words are those of the customers.
CREATE TABLE IF NOT EXISTS search_state (
    tenant_id   INT UNSIGNED NOT NULL,
    dataset_no  INT UNSIGNED NULL,
    indexed_at  DATETIME(6) NULL,
    PRIMARY KEY (tenant_id)
) ENGINE = InnoDB;

-- A list as somebody wants to see it again: query is that of its address.
CREATE TABLE IF NOT EXISTS views (
    tenant_id   INT UNSIGNED NOT NULL,
    id          UUID NOT NULL,
    list        VARCHAR(31) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    name        VARCHAR(127) NOT NULL,
    scope       ENUM('private', 'role', 'tenant') NOT NULL DEFAULT 'private',
    role        VARCHAR(63) CHARACTER SET ascii COLLATE ascii_bin NULL,
    query       VARCHAR(2000) NOT NULL DEFAULT '',
    columns     JSON NOT NULL,
    owner_id    UUID NOT NULL,
    created_at  DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    updated_at  DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    version     INT UNSIGNED NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, id),
    KEY views_list (tenant_id, list, name, id)
) ENGINE = InnoDB;

-- Two records made one. The images are the two rows of customers before and after, so that all can be put back.
CREATE TABLE IF NOT EXISTS merges (
    tenant_id    INT UNSIGNED NOT NULL,
    id           UUID NOT NULL,
    from_id      UUID NOT NULL,
    into_id      UUID NOT NULL,
    from_before  JSON NOT NULL,
    into_before  JSON NOT NULL,
    into_after   JSON NOT NULL,
    actor_id     UUID NULL,
    at           DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    undone_at    DATETIME(6) NULL,
    undone_by    UUID NULL,
    PRIMARY KEY (tenant_id, id),
    KEY merges_from (tenant_id, from_id, id),
    KEY merges_into (tenant_id, into_id, id)
) ENGINE = InnoDB;

-- The rows that went over to the other record. kind: the table, as cgi/customers/merge_tables.c numbers them.
CREATE TABLE IF NOT EXISTS merge_rows (
    tenant_id  INT UNSIGNED NOT NULL,
    merge_id   UUID NOT NULL,
    kind       VARCHAR(31) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    row_id     UUID NOT NULL,
    PRIMARY KEY (tenant_id, merge_id, kind, row_id)
) ENGINE = InnoDB;

INSERT INTO permissions (name, doc) VALUES
    ('views:write', 'Save views for a role or for the whole tenant')
ON DUPLICATE KEY UPDATE doc = VALUES(doc);
INSERT IGNORE INTO role_preset_permissions (role, permission) VALUES
    ('admin', 'views:write'), ('manager', 'views:write'), ('supervisor', 'views:write');
INSERT IGNORE INTO role_permissions (tenant_id, role, permission)
    SELECT r.tenant_id, p.role, p.permission FROM roles r JOIN role_preset_permissions p ON p.role = r.name
    WHERE r.builtin AND p.permission = 'views:write';
