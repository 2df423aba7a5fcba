-- What one colleague was told is found by account, not among all of the tenant's notifications.
ALTER TABLE notifications
    ADD KEY IF NOT EXISTS notifications_user (tenant_id, user_id, id);
