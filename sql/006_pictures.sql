-- Pictures of people, as drawn anew from what they sent: WebP, a square of 256 pixels and the whole of at most 512. Never changed.
CREATE TABLE IF NOT EXISTS pictures (
    tenant_id   INT UNSIGNED NOT NULL,
    id          UUID NOT NULL,
    owner_id    UUID NOT NULL,
    width       SMALLINT UNSIGNED NOT NULL,
    height      SMALLINT UNSIGNED NOT NULL,
    sha256      BINARY(32) NOT NULL COMMENT 'of what was sent',
    square      MEDIUMBLOB NOT NULL,
    original    MEDIUMBLOB NOT NULL,
    created_at  DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
    PRIMARY KEY (tenant_id, id),
    KEY pictures_owner (tenant_id, owner_id, created_at),
    CONSTRAINT pictures_owner FOREIGN KEY (tenant_id, owner_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
) ENGINE = InnoDB;
