-- A notification may be for one colleague: the account that is told.
ALTER TABLE notifications
    MODIFY audience ENUM('customer', 'segment', 'all', 'colleague') NOT NULL,
    ADD COLUMN IF NOT EXISTS user_id UUID NULL;
