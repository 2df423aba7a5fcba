-- The demo: two tenants and six logins that everybody knows (README.md). Only for HF_MODE=demo; a production start that finds
-- any of these refuses. May run again: it adds what is missing and changes nothing.

INSERT IGNORE INTO tenants (public_id, slug, name, demo) VALUES
    ('01900000-0000-7000-8000-00000000d001', 'demo-bank', 'Demo Bank', TRUE),
    ('01900000-0000-7000-8000-00000000d002', 'other-bank', 'Other Bank', TRUE);

INSERT IGNORE INTO tenant_settings (tenant_id, currency)
    SELECT id, IF(slug = 'other-bank', 'USD', 'EUR') FROM tenants WHERE slug IN ('demo-bank', 'other-bank');

INSERT IGNORE INTO roles (tenant_id, name, title, builtin)
    SELECT t.id, p.name, p.title, TRUE FROM tenants t JOIN role_presets p WHERE t.slug IN ('demo-bank', 'other-bank');
INSERT IGNORE INTO role_permissions (tenant_id, role, permission)
    SELECT t.id, p.role, p.permission FROM tenants t JOIN role_preset_permissions p WHERE t.slug IN ('demo-bank', 'other-bank');

-- Passwords are argon2id with 19 MiB, 2 passes, 1 lane, as lib/password.c makes them.
-- The customer's address is their user name and nobody's address for sure: the shop's document registers it once more, and may.
INSERT IGNORE INTO users (id, tenant_id, username, username_key, email, email_key, name, first_name, last_name, kind, verified, password)
    SELECT u.id, t.id, u.username, IF(u.kind = 'customer', u.email, u.username), u.email, IF(u.kind = 'customer', NULL, u.email), u.name, SUBSTRING_INDEX(u.name, ' ', 1), SUBSTRING_INDEX(u.name, ' ', -1),
        u.kind, TRUE, u.password
    FROM tenants t JOIN (
        SELECT CAST('01900000-0000-7000-8000-00000000e001' AS UUID) AS id, 'demo-bank' AS slug, 'admin' AS username,
            'admin@example.com' AS email, 'Ada Mensah' AS name, 'staff' AS kind,
            '$argon2id$v=19$m=19456,t=2,p=1$OUGVLZL5cYx3eHs6M7w7tQ$Nmhvit9mMVYJDFGZ9JQ4+5D1usXJJDy8xJZA9u47r7g' AS password
        UNION ALL SELECT CAST('01900000-0000-7000-8000-00000000e002' AS UUID), 'demo-bank', 'csm',
            'csm@example.com', 'Claire Morel', 'staff',
            '$argon2id$v=19$m=19456,t=2,p=1$lLqXXUwWloSA+Dy2DN8/PQ$KawoS9C0+GQ5x36q//+ZJuux2Rc3hfytEeY/HPr6UQ4'
        UNION ALL SELECT CAST('01900000-0000-7000-8000-00000000e003' AS UUID), 'demo-bank', 'marketing',
            'marketing@example.com', 'Mateo Ruiz', 'staff',
            '$argon2id$v=19$m=19456,t=2,p=1$vW84BQ9PbV7Vte9sEJ4d2A$JmUnDqDEI3DJW2kF1np84Dvg8UtENy7HnGqjJ2t6GtU'
        UNION ALL SELECT CAST('01900000-0000-7000-8000-00000000e004' AS UUID), 'demo-bank', 'technical',
            'technical@example.com', 'Tomas Lind', 'staff',
            '$argon2id$v=19$m=19456,t=2,p=1$SWCuf27GW6p8c+xC4/koFw$kmUWdM9FYtr4aJ0yriHP/n7Q0cR1usoZKlc5nkqpb6w'
        UNION ALL SELECT CAST('01900000-0000-7000-8000-00000000e005' AS UUID), 'demo-bank', 'customer',
            'customer@example.com', 'Kofi Owusu', 'customer',
            '$argon2id$v=19$m=19456,t=2,p=1$qTvllF2fhsk5E8sPNlnkVg$aEJUxcRb3vrGOyDgEcY6sZQqbOaotZF92Xe5ktcDKb0'
        UNION ALL SELECT CAST('01900000-0000-7000-8000-00000000e006' AS UUID), 'other-bank', 'other_admin',
            'admin@other.example.com', 'Olga Novak', 'staff',
            '$argon2id$v=19$m=19456,t=2,p=1$Du3/ww/eaTUrauGflzAerQ$weig3RxTCE57SEhsz3hGyOCR8ZawKOc/4igD3dmh9PI'
    ) u ON u.slug = t.slug;
UPDATE IGNORE users SET username_key = email, email_key = NULL
    WHERE id = CAST('01900000-0000-7000-8000-00000000e005' AS UUID) AND email_key = email;

INSERT IGNORE INTO user_roles (tenant_id, user_id, role)
    SELECT u.tenant_id, u.id, r.role
    FROM users u JOIN (
        SELECT 'admin@example.com' AS email, 'admin' AS role
        UNION ALL SELECT 'csm@example.com', 'csm'
        UNION ALL SELECT 'marketing@example.com', 'marketing_agent'
        UNION ALL SELECT 'technical@example.com', 'technical_agent'
        UNION ALL SELECT 'customer@example.com', 'customer'
        UNION ALL SELECT 'admin@other.example.com', 'admin'
    ) r ON r.email = u.email
    WHERE u.id BETWEEN CAST('01900000-0000-7000-8000-00000000e001' AS UUID) AND CAST('01900000-0000-7000-8000-00000000e006' AS UUID);
