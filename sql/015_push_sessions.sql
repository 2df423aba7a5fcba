-- Which sign-in a browser was added by: it is told for as long as that one lasts. NULL: not known; any of that time will do.
ALTER TABLE push_subscriptions
    ADD COLUMN IF NOT EXISTS session_id UUID NULL;
