-- How many customers a notification reached. NULL: it was not sent, or to many before this was counted.
ALTER TABLE notifications ADD COLUMN IF NOT EXISTS recipients INT UNSIGNED NULL;
UPDATE notifications SET recipients = 1 WHERE audience = 'customer' AND sent_at IS NOT NULL AND recipients IS NULL;
