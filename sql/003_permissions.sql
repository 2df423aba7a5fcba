-- What may be allowed, and the roles that every tenant begins with. A tenant's own roles and role_permissions are copies of the
-- presets that its admins may change; the presets themselves change only here.

INSERT INTO permissions (name, doc) VALUES
    ('audit:read', 'Read the record of who changed what and who signed in'),
    ('customers:read', 'See customers, their probability of leaving and the reasons'),
    ('customers:write', 'Change customer records and note what was done for a customer'),
    ('datasets:read', 'See uploads, their progress and their faults; receive live events of the tenant'),
    ('datasets:write', 'Upload customers, activate an earlier upload, clear the data'),
    ('models:promote', 'Make a model the champion or go back to an earlier one'),
    ('models:read', 'See models, their quality and their history'),
    ('predictions:run', 'Ask for the probability of a customer under changed inputs'),
    ('reports:read', 'See figures about all customers of the tenant'),
    ('schemas:write', 'Declare what the columns of an upload mean and which actions exist'),
    ('self:read', 'See what Holdfast keeps about oneself'),
    ('users:read', 'See the people of the tenant and their roles'),
    ('users:write', 'Invite, change and deactivate people and their roles')
ON DUPLICATE KEY UPDATE doc = VALUES(doc);

CREATE TABLE IF NOT EXISTS role_presets (
    name   VARCHAR(63) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    title  VARCHAR(127) NOT NULL,
    PRIMARY KEY (name)
) ENGINE = InnoDB;

CREATE TABLE IF NOT EXISTS role_preset_permissions (
    role        VARCHAR(63) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    permission  VARCHAR(63) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    PRIMARY KEY (role, permission),
    CONSTRAINT role_preset_permissions_role FOREIGN KEY (role) REFERENCES role_presets (name) ON DELETE CASCADE,
    CONSTRAINT role_preset_permissions_permission FOREIGN KEY (permission) REFERENCES permissions (name)
) ENGINE = InnoDB;

INSERT INTO role_presets (name, title) VALUES
    ('admin', 'Administrator'),
    ('csm', 'Customer success manager'),
    ('marketing_agent', 'Marketing agent'),
    ('technical_agent', 'Technical agent'),
    ('manager', 'Manager'),
    ('supervisor', 'Supervisor'),
    ('agent', 'Agent'),
    ('accountant', 'Accountant'),
    ('customer', 'Customer')
ON DUPLICATE KEY UPDATE title = VALUES(title);

INSERT IGNORE INTO role_preset_permissions (role, permission)
    SELECT 'admin', name FROM permissions;
INSERT IGNORE INTO role_preset_permissions (role, permission) VALUES
    ('csm', 'customers:read'), ('csm', 'customers:write'), ('csm', 'datasets:read'), ('csm', 'models:read'),
    ('csm', 'predictions:run'), ('csm', 'reports:read'), ('csm', 'self:read'),
    ('marketing_agent', 'customers:read'), ('marketing_agent', 'datasets:read'), ('marketing_agent', 'models:read'),
    ('marketing_agent', 'predictions:run'), ('marketing_agent', 'reports:read'), ('marketing_agent', 'self:read'),
    ('technical_agent', 'customers:read'), ('technical_agent', 'datasets:read'), ('technical_agent', 'models:read'),
    ('technical_agent', 'predictions:run'), ('technical_agent', 'reports:read'), ('technical_agent', 'self:read'),
    ('manager', 'customers:read'), ('manager', 'customers:write'), ('manager', 'datasets:read'), ('manager', 'datasets:write'),
    ('manager', 'models:promote'), ('manager', 'models:read'), ('manager', 'predictions:run'), ('manager', 'reports:read'),
    ('manager', 'schemas:write'), ('manager', 'self:read'), ('manager', 'users:read'),
    ('supervisor', 'customers:read'), ('supervisor', 'customers:write'), ('supervisor', 'datasets:read'),
    ('supervisor', 'models:read'), ('supervisor', 'predictions:run'), ('supervisor', 'reports:read'), ('supervisor', 'self:read'),
    ('agent', 'customers:read'), ('agent', 'predictions:run'), ('agent', 'self:read'),
    ('accountant', 'reports:read'), ('accountant', 'self:read'),
    ('customer', 'self:read');
