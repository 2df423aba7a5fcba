// Accounts as people meet them: registered, proved, protected by a second factor, invited, limited by roles, forgotten.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { waitUntil } from '../api/lib.mjs';
import { mailTo } from '../api/mail-lib.mjs';
import { settings, sql } from '../api/instance-lib.mjs';
import { accessible, ask, clean, close, fits, ledToSignIn, open, settled, toast, top, unavailable, url, visit, window } from './harness.mjs';

const PASSWORD = 'quiet-otter-9-lanterns';
const OTHER = 'brave-walnut-7-harbours';
const REFUSED = /status of 4\d\d/; // Chromium reports what the server refused as an error of its own
const unique = () => randomBytes(5).toString('hex');
const noState = unavailable || (process.env.HF_STATE ? false : 'HF_STATE does not say where the mails of the instance are');

// Codes of an authenticator (RFC 6238). Each is good once, so the next one is of a later step.
function authenticator(secret) {
  const key = Buffer.from([...secret.replace(/\s/g, '')].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('').match(/.{8}/g).map((bits) => parseInt(bits, 2)));
  let last = 0;
  const codeOf = (step) => {
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(step));
    const mac = createHmac('sha1', key).update(counter).digest();
    return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1e6).padStart(6, '0');
  };
  // No code is taken twice; the next step's is taken already, and the one of this step for a whole step more.
  return () => {
    last = Math.max(Math.floor(Date.now() / 30000), last + 1);
    return codeOf(last);
  };
}

// Registrations are counted per network, and all of ours come from one.
const forget = () => sql("DELETE FROM rate_counters WHERE scope IN ('login:account', 'login:network', 'register', 'code', 'code-hour')");

async function api(context, method, path, { token, data, headers = {} } = {}) {
  const answer = await context.request.fetch(`/api/v1${path}`, { method, data, headers: { 'X-Holdfast-Request': '1', Origin: url, ...(token && { Authorization: `Bearer ${token}` }), ...headers } });
  assert.ok(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`);
  return answer.json().catch(() => null);
}

// A workspace of its own with its first administrator, confirmed.
async function workspace(context) {
  const id = unique();
  const email = `ada.${id}@example.org`;
  forget();
  await api(context, 'POST', '/auth/register-business', { data: { company: `Kestrel ${id}`, first_name: 'Adaeze', last_name: 'Brandt', email, password: PASSWORD } });
  const { code } = await mailTo(email);
  await api(context, 'POST', '/auth/verify-otp', { data: { email, code, purpose: 'register' } });
  return { email, company: `Kestrel ${id}` };
}

async function signIn(page, email, password = PASSWORD) {
  await visit(page, '/login/');
  await page.fill('#identifier', email);
  await page.fill('#password', password);
  await page.keyboard.press('Enter');
}

const inside = async (page) => { await page.waitForURL((where) => where.pathname.startsWith('/dashboard/')); await settled(page); };

describe('accounts', { skip: noState }, () => {
  before(open);
  after(close);

  test('a business registers, proves its address, adds a second factor, and its sessions can be ended', async (t) => {
    const { page, complaints } = await window(t);
    const id = unique();
    const email = `ada.${id}@example.org`;
    forget();
    await visit(page, '/register/');
    await page.fill('#company', `Kestrel ${id}`);
    await page.fill('#first_name', 'Adaeze');
    await page.fill('#last_name', 'Brandt');
    await page.fill('#email', email);

    await page.locator('#password-rules li').first().waitFor();
    await page.fill('#password', '12345678');
    await page.fill('#confirm', '1234567');
    assert.deepEqual(await page.locator('#password-rules li').evaluateAll((lines) => lines.map((line) => line.dataset.ok)), ['false', 'false', 'true', 'later'], 'rules are ticked while typing');
    await page.keyboard.press('Enter');
    await page.locator('#confirm-error').waitFor();
    assert.equal(await page.getAttribute('#password', 'aria-invalid'), 'true');
    await accessible(page, 'a refused registration');

    await page.fill('#password', 'password1234');
    await page.fill('#confirm', 'password1234');
    await page.keyboard.press('Enter');
    await page.locator('#password-error').getByText(/common/i).waitFor();

    await page.fill('#password', PASSWORD);
    await page.fill('#confirm', PASSWORD);
    await page.keyboard.press('Enter');
    await page.waitForURL((where) => where.pathname === '/verify-otp/');
    await page.getByText(`to ${email}`).waitFor();
    const { code } = await mailTo(email);
    await page.fill('#code', code === '000000' ? '111111' : '000000');
    await page.locator('#code-error').waitFor();
    await page.fill('#code', `${code.slice(0, 3)} ${code.slice(3)}`);
    await page.waitForURL((where) => where.pathname === '/login/');
    await page.getByText('Your address is confirmed').waitFor();

    await page.fill('#identifier', email);
    await page.fill('#password', PASSWORD);
    await page.keyboard.press('Enter');
    await inside(page);

    await visit(page, '/dashboard/settings/');
    await page.getByRole('button', { name: 'Set up' }).click();
    const secret = await page.locator('.factor-setup .secret code').textContent();
    await page.getByRole('img', { name: /^QR code/ }).waitFor();
    const next = authenticator(secret);
    await accessible(page, 'setting up a second factor');
    await page.fill('#factor-setup-code', next());
    await page.getByRole('button', { name: 'Switch on' }).click();
    const kept = page.getByRole('dialog', { name: 'Keep these recovery codes' });
    await kept.waitFor();
    const recovery = await kept.locator('.codes code').allTextContents();
    assert.equal(new Set(recovery).size, 10);
    await accessible(page, 'recovery codes');
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Save as a file' }).click()]);
    assert.ok(readFileSync(await file.path(), 'utf8').includes(recovery[0]));
    await page.getByRole('button', { name: 'I have kept them' }).click();
    await page.getByText('10 recovery codes are left').waitFor();

    // Another browser signs in with a code; this one sees it and signs it out.
    const second = await window(t, { width: 390 });
    await signIn(second.page, email);
    await second.page.getByText('Open your authenticator app').waitFor();
    await accessible(second.page, 'the second step');
    await second.page.fill('#code', next());
    await inside(second.page);
    await settled(second.page);

    await visit(page, '/dashboard/settings/');
    await page.getByRole('button', { name: 'Sign out all others' }).waitFor();
    await page.getByRole('button', { name: /^Sign out (Chrome|Unknown)/ }).click();
    await page.getByRole('button', { name: 'Sign out all others' }).waitFor({ state: 'detached' });
    await ledToSignIn(second.page, '/dashboard/settings/');

    // A recovery code does for a lost phone.
    await signIn(second.page, email);
    await second.page.getByRole('button', { name: 'Use a recovery code instead' }).click();
    await second.page.fill('#code', 'wrong-wrong-wrong');
    await second.page.keyboard.press('Enter');
    await second.page.getByText('This recovery code is not right').waitFor();
    await second.page.fill('#code', recovery[0]);
    await second.page.keyboard.press('Enter');
    await inside(second.page);

    // A new password ends the others.
    await visit(page, '/dashboard/settings/');
    await page.getByText('9 recovery codes are left').waitFor();
    await page.fill('#password-form-old_password', 'not-the-password');
    await page.fill('#password-form-new_password', OTHER);
    await page.fill('#password-form-confirm', OTHER);
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.locator('#password-form-old_password-error').waitFor();
    await page.fill('#password-form-old_password', PASSWORD);
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByText('Your password is changed.').waitFor();
    await ledToSignIn(second.page, '/dashboard/settings/');
    assert.deepEqual(await page.evaluate(() => Object.keys(localStorage)), [], 'nothing is kept');
    assert.doesNotMatch(await page.evaluate(() => JSON.stringify({ ...sessionStorage })), /eyJ/);
    clean(complaints, 'the story of an account', { except: REFUSED });
  });

  test('a colleague is invited, sees what the role allows, and a change of the role is felt', async (t) => {
    const admin = await window(t);
    const { email, company } = await workspace(admin.context);
    await signIn(admin.page, email);
    await inside(admin.page);
    await visit(admin.page, '/admin/?tab=invitations');
    await admin.page.getByRole('button', { name: 'Invite' }).click();
    await admin.page.getByRole('dialog').getByRole('button', { name: 'Send invitation' }).click();
    await admin.page.getByText('Choose at least one role.').first().waitFor();
    const guest = `noor.${unique()}@example.org`;
    await admin.page.fill('#invite-email', guest);
    await admin.page.fill('#invite-name', 'Noor Haddad');
    await admin.page.getByRole('checkbox', { name: 'Customer success manager' }).check();
    await accessible(admin.page, 'inviting');
    await admin.page.getByRole('button', { name: 'Send invitation' }).click();
    await admin.page.getByRole('cell', { name: 'Waiting' }).waitFor();

    const { token } = await mailTo(guest);
    const colleague = await window(t);
    await visit(colleague.page, `/accept-invitation/#token=${token}`);
    await colleague.page.getByText(`${company} invites you`).waitFor();
    assert.doesNotMatch(colleague.page.url(), /token/, 'the token leaves the address bar');
    assert.equal(await colleague.page.inputValue('#first_name'), 'Noor');
    await accessible(colleague.page, 'an invitation');
    await colleague.page.fill('#password', PASSWORD);
    await colleague.page.fill('#confirm', PASSWORD);
    await colleague.page.keyboard.press('Enter');
    await colleague.page.getByText('Welcome. Sign in with the password you just chose.').waitFor();
    await signIn(colleague.page, guest);
    await inside(colleague.page);
    await settled(colleague.page);
    assert.deepEqual(await colleague.page.locator('.rail nav li:visible').allInnerTexts(), ['Overview', 'Customers', 'Pipeline', 'Engagement', 'Conversations', 'Notes', 'My customers', 'Risk levels', 'Data', 'Model']);
    await visit(colleague.page, '/admin/');
    await colleague.page.getByRole('heading', { name: 'This page is not part of your role' }).waitFor();
    clean(colleague.complaints, 'a colleague', { except: REFUSED });

    const used = await window(t);
    await visit(used.page, `/accept-invitation/#token=${token}`);
    await used.page.getByText('This invitation cannot be used').waitFor();

    await visit(admin.page, '/admin/');
    await admin.page.getByRole('button', { name: 'Noor Haddad' }).click();
    const dialog = admin.page.getByRole('dialog', { name: 'Noor Haddad' });
    await dialog.getByRole('checkbox', { name: 'Administrator' }).check();
    await accessible(admin.page, 'a user');
    await dialog.getByRole('button', { name: 'Save changes' }).click();
    await admin.page.getByText('Noor Haddad is changed.').waitFor();
    await dialog.getByText('Why can somebody do that?').click();
    await dialog.getByLabel('Can Noor Haddad do this?').selectOption('users:write');
    await dialog.getByText('Permitted by: Administrator').waitFor();
    await ask(colleague.page, '/admin/');
    await colleague.page.waitForLoadState();
    if (new URL(colleague.page.url()).pathname === '/login/') await signIn(colleague.page, guest);
    await colleague.page.waitForURL((where) => where.pathname !== '/login/');
    await visit(colleague.page, '/admin/');
    await colleague.page.getByRole('button', { name: 'Adaeze Brandt' }).waitFor();

    await dialog.getByLabel('State').selectOption('inactive');
    await dialog.getByRole('button', { name: 'Save changes' }).click();
    await admin.page.getByRole('dialog', { name: 'Is it really you?' }).waitFor();
    await admin.page.fill('#step-up', PASSWORD);
    await admin.page.keyboard.press('Enter');
    await dialog.getByRole('button', { name: 'Save changes' }).and(admin.page.locator(':disabled')).waitFor();
    await ledToSignIn(colleague.page, '/admin/');
    clean(admin.complaints, 'the administrator', { except: REFUSED });
  });

  test('a role permits what is ticked, for everybody who holds it', async (t) => {
    const { context, page, complaints } = await window(t);
    const { email } = await workspace(context);
    await signIn(page, email);
    await inside(page);
    await visit(page, '/admin/?tab=roles');
    await page.getByRole('button', { name: 'New role' }).click();
    await page.fill('#role-title', 'Branch manager');
    await page.getByRole('button', { name: 'Add role' }).click();
    const box = page.getByRole('checkbox', { name: 'Branch manager: See customers, their probability of leaving and the reasons' });
    await box.check();
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('The role “Branch manager” is changed.').waitFor();
    await accessible(page, 'roles');
    await visit(page, '/admin/?tab=roles');
    assert.ok(await box.isChecked());
    await visit(page, '/admin/?tab=audit');
    await page.getByText('role.changed').waitFor();
    clean(complaints, 'roles', { except: REFUSED });
  });

  test('a key for programs needs the password again and is shown once', async (t) => {
    const { context, page, complaints } = await window(t);
    const { email } = await workspace(context);
    await signIn(page, email);
    await inside(page);
    await visit(page, '/dashboard/settings/');
    await page.getByRole('button', { name: 'New key' }).click();
    await page.fill('#key-name', 'Nightly export');
    await page.getByRole('checkbox', { name: 'customers:read' }).check();
    await page.getByRole('button', { name: 'Make key' }).click();
    const sure = page.getByRole('dialog', { name: 'Is it really you?' });
    await sure.waitFor();
    await accessible(page, 'the password again');
    await page.fill('#step-up', 'certainly-not-it');
    await page.keyboard.press('Enter');
    await page.locator('#step-up-wrong').waitFor();
    await page.fill('#step-up', PASSWORD);
    await page.keyboard.press('Enter');
    const shown = page.getByRole('dialog', { name: 'The key “Nightly export”' });
    await shown.waitFor();
    const key = await shown.locator('.secret code').textContent();
    assert.match(key, /^hf_\w+_/);
    const answer = await fetch(`${url}/api/v1/customers?limit=1`, { headers: { Authorization: `Bearer ${key}` } });
    assert.equal(answer.status, 200, 'the key opens what it may');
    assert.equal((await fetch(`${url}/api/v1/users`, { headers: { Authorization: `Bearer ${key}` } })).status, 403, 'and nothing else');
    await shown.getByRole('button', { name: 'I have kept it' }).click();
    await page.getByRole('button', { name: 'Revoke the key “Nightly export”' }).click();
    const prefix = key.split('_')[1];
    await page.getByRole('dialog').getByRole('textbox').fill(prefix);
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('No key yet.').waitFor();
    await waitUntil('the key opens nothing', async () => (await fetch(`${url}/api/v1/customers?limit=1`, { headers: { Authorization: `Bearer ${key}` } })).status === 401, { deadline_ms: 1700, every_ms: 50 });
    clean(complaints, 'a key', { except: REFUSED });
  });

  test('a role that needs a second factor opens nothing before it is there', async (t) => {
    const { context, page } = await window(t);
    const { email } = await workspace(context);
    await signIn(page, email);
    await inside(page);
    await visit(page, '/admin/?tab=workspace');
    await page.getByRole('checkbox', { name: 'Administrator' }).check();
    await page.getByRole('button', { name: 'Save changes' }).click();
    await toast(page, 'Saved.');
    await ask(page, '/admin/');
    await page.getByText('Set up a second factor first').waitFor();
    await page.getByRole('button', { name: 'Set up' }).click();
    const next = authenticator(await page.locator('.factor-setup .secret code').textContent());
    await page.fill('#factor-setup-code', next());
    await page.getByRole('button', { name: 'Switch on' }).click();
    await page.getByRole('button', { name: 'I have kept them' }).click();
    await page.waitForURL((where) => where.pathname === '/dashboard/');
    await settled(page);
    await visit(page, '/admin/');
    await page.getByRole('button', { name: 'Adaeze Brandt' }).waitFor();
  });

  test('a forgotten password is chosen anew, by link or by code, and never tells who has an account', async (t) => {
    const { context, page, complaints } = await window(t);
    const { email } = await workspace(context);
    const ask = async (address) => {
      await visit(page, '/forgot-password/');
      await page.fill('#email', address);
      await page.keyboard.press('Enter');
      await page.waitForURL((where) => where.pathname === '/reset-password/');
      await settled(page);
      await page.locator('#note .notice').waitFor();
      return (await page.locator('#note').innerText()).replace(address, 'ADDRESS');
    };
    const unknown = await ask(`nobody.${unique()}@example.org`);
    const known = await ask(email);
    assert.equal(known, unknown);
    const { code, token } = await mailTo(email, /password/i);

    await page.fill('#code', code === '000000' ? '111111' : '000000');
    await page.fill('#password', OTHER);
    await page.fill('#confirm', OTHER);
    await page.keyboard.press('Enter');
    await page.locator('#code-error').waitFor();
    await accessible(page, 'a wrong code');

    await page.goto('about:blank'); // as from a mail: not from the same page, which would only be told another fragment
    await visit(page, `/reset-password/#token=${token}`);
    assert.doesNotMatch(page.url(), /token/);
    assert.ok(await page.locator('#code').isHidden());
    await page.fill('#password', OTHER);
    await page.fill('#confirm', OTHER);
    await page.keyboard.press('Enter');
    await page.getByText('Your password is changed. Sign in with the new one.').waitFor();
    await signIn(page, email, OTHER);
    await inside(page);

    const again = await window(t);
    await visit(again.page, `/reset-password/#token=${token}`);
    await again.page.fill('#password', PASSWORD);
    await again.page.fill('#confirm', PASSWORD);
    await again.page.keyboard.press('Enter');
    await again.page.getByText('This link cannot be used any more').waitFor();
    clean(complaints, 'a forgotten password', { except: REFUSED });
  });

  test('a profile keeps what was saved, and tells when somebody was quicker', async (t) => {
    const { context, page, complaints } = await window(t);
    const { email } = await workspace(context);
    await signIn(page, email);
    await inside(page);
    await visit(page, '/dashboard/profile/');
    await page.fill('#profile-address-city', 'Lyon');
    await page.fill('#profile-phone', 'not a phone');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.locator('#profile-phone-error').waitFor();
    await page.fill('#profile-phone', `+336${String(parseInt(unique(), 16) % 1e8).padStart(8, '0')}`);
    await page.getByRole('button', { name: 'Save changes' }).click();
    await toast(page, 'Saved.');

    const other = await context.newPage();
    await visit(other, '/dashboard/profile/');
    assert.equal(await other.inputValue('#profile-address-city'), 'Lyon');
    await other.fill('#profile-address-city', 'Dakar');
    await other.getByRole('button', { name: 'Save changes' }).click();
    await toast(other, 'Saved.');

    await page.fill('#profile-address-city', 'Tashkent');
    await page.getByRole('button', { name: 'Save changes' }).click();
    const meet = page.getByRole('dialog', { name: 'Somebody else saved in the meantime' });
    await meet.getByRole('cell', { name: 'Dakar' }).waitFor();
    await accessible(page, 'two who saved');
    await meet.getByRole('button', { name: 'Keep mine' }).click();
    await toast(page, 'Saved.');
    await visit(page, '/dashboard/profile/');
    assert.equal(await page.inputValue('#profile-address-city'), 'Tashkent');
    clean(complaints, 'a profile', { except: REFUSED });
  });

  test('an operator opens a workspace, works in it by name, and suspends it', async (t) => {
    const id = unique();
    const operator = `root.${id}@example.org`;
    const made = spawnSync(`${process.env.HF_TEST_BIN ?? `${top}/build/asan/bin`}/holdfast-auth`, ['--create-superuser', '--email', operator], { env: settings('auth'), input: `${PASSWORD}\n`, encoding: 'utf8' });
    assert.equal(made.status, 0, made.stderr);
    const { page, complaints } = await window(t);
    await signIn(page, operator);
    await page.waitForURL((where) => where.pathname === '/admin/');
    await settled(page);
    await page.getByRole('button', { name: 'New workspace' }).click();
    await page.fill('#workspace-new-name', `Heron ${id}`);
    await page.fill('#workspace-new-admin_email', `first.${id}@example.org`);
    await accessible(page, 'a new workspace');
    await page.getByRole('button', { name: 'Open workspace' }).click();
    await page.getByRole('button', { name: `Enter Heron ${id}` }).click();
    await page.waitForURL(/tab=users/);
    await page.getByText(`Working in Heron ${id}`).waitFor();
    await visit(page, '/admin/?tab=invitations');
    await page.getByText(`first.${id}@example.org`).waitFor();
    const { token } = await mailTo(`first.${id}@example.org`);
    await page.getByRole('button', { name: 'Leave this workspace' }).click();
    await page.getByRole('button', { name: `Suspend Heron ${id}` }).click();
    const slug = await page.getByRole('dialog').locator('label').innerText();
    await page.getByRole('dialog').getByRole('textbox').fill(/Type (\S+) to confirm/.exec(slug)[1]);
    await page.getByRole('dialog').getByRole('button', { name: 'Suspend' }).click();
    await page.getByRole('button', { name: `Resume Heron ${id}` }).waitFor();
    await accessible(page, 'workspaces');
    await fits(page, 'workspaces');
    const guest = await window(t);
    await visit(guest.page, `/accept-invitation/#token=${token}`);
    await guest.page.getByText('This invitation cannot be used').waitFor();
    clean(complaints, 'an operator', { except: REFUSED });
  });

  test('signing out has a page of its own', async (t) => {
    const { page, complaints } = await window(t, { as: 'csm' });
    await visit(page, '/logout/');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('You are signed out.').waitFor();
    await ledToSignIn(page, '/dashboard/');
    clean(complaints, 'signing out', { except: REFUSED });
  });
});
