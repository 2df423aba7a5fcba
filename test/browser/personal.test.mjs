// What is a person's or a workspace's own: pictures, a brand in the frame, keys, a register page that knows when it is closed.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { sql } from '../api/instance-lib.mjs';
import { exif, png } from '../api/pictures-lib.mjs';
import { accessible, clean, close, fits, open, settled, unavailable, visit, window } from './harness.mjs';

const REFUSED = /status of 4\d\d/;
const noState = unavailable || (process.env.HF_STATE ? false : 'HF_STATE does not say where the database of the instance is');
const file = (name, buffer, mimeType = 'image/jpeg') => ({ name, buffer, mimeType });

// The colour of a picture of the page at a point, 0 to 1 each way.
const colorAt = (locator, x, y) => locator.evaluate(async (image, [ax, ay]) => {
  await image.decode();
  const canvas = Object.assign(document.createElement('canvas'), { width: image.naturalWidth, height: image.naturalHeight });
  const pen = canvas.getContext('2d');
  pen.drawImage(image, 0, 0);
  return [...pen.getImageData(ax * canvas.width, ay * canvas.height, 1, 1).data.slice(0, 3)].map((part) => (part > 127 ? 1 : 0)).join('');
}, [x, y]);

describe('personal', { skip: noState }, () => {
  before(open);
  after(close);

  test('a profile gets a picture, everywhere at once, and loses it again', async (t) => {
    const { page, complaints } = await window(t, { as: 'csm' });
    sql("UPDATE users SET picture_id = NULL WHERE email_key = 'csm@example.com'; DELETE FROM pictures; DELETE FROM rate_counters WHERE scope IN ('login:account', 'login:network', 'register', 'code', 'code-hour', 'picture')");
    await visit(page, '/dashboard/profile/');
    await page.fill('#profile [name="first_name"]', 'Clara');
    await page.setInputFiles('#picture', file('me.svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image/svg+xml'));
    await page.getByText('Send a JPEG, PNG or WebP picture.').waitFor();
    await page.setInputFiles('#picture', file('large.jpg', Buffer.alloc(5 * 1024 * 1024 + 1)));
    await page.getByText('larger than 5 MB').waitFor();

    // Red and blue above, green and white below; stored lying on its side, and said to be so.
    await page.setInputFiles('#picture', file('me.jpg', exif(6)));
    await page.getByText('Your picture has changed').waitFor();
    const images = page.locator('.avatar-picture');
    assert.equal(await images.count(), 2, 'in the frame and on the page');
    assert.deepEqual(await Promise.all([[.2, .2], [.8, .2], [.2, .8], [.8, .8]].map(([x, y]) => colorAt(images.last(), x, y))), ['010', '100', '111', '001'], 'it stands upright');
    await accessible(page, 'a profile with a picture');
    await fits(page, 'a profile with a picture');
    assert.equal(await page.inputValue('#profile [name="first_name"]'), 'Clara', 'what was typed stays');
    const first = await images.first().getAttribute('src');

    await visit(page, '/dashboard/');
    assert.equal(await page.locator('summary .avatar-picture').getAttribute('src'), first);
    await visit(page, '/dashboard/profile/');
    await page.setInputFiles('#picture', file('me.png', png(300, 300), 'image/png'));
    await page.waitForFunction((old) => ![...document.querySelectorAll('.avatar-picture')].some((one) => one.getAttribute('src') === old), first);
    assert.equal(await colorAt(images.first(), .5, .5), '100');
    assert.equal(sql('SELECT COUNT(*) FROM pictures'), '1', 'the one before is gone');
    await page.getByRole('button', { name: 'Remove' }).click();
    await page.getByText('Your picture is gone').waitFor();
    assert.equal(await images.count(), 0);
    assert.equal(sql('SELECT COUNT(*) FROM pictures'), '0');
    clean(complaints, 'a picture', { except: REFUSED });
  });

  test('the frame carries the name and the colour of a workspace, the colour where it can be told', async (t) => {
    const { page, complaints } = await window(t, { as: 'other' });
    const set = (name, color) => sql(`UPDATE tenant_settings SET brand_name = '${name}', brand_color = '${color}' WHERE tenant_id = (SELECT id FROM tenants WHERE slug = 'other-bank')`);
    t.after(() => set('', ''));
    const mark = () => page.evaluate(() => document.documentElement.style.getPropertyValue('--rail-mark'));
    set('Novak & <b>Søn</b>', '#ffcc00');
    await visit(page, '/dashboard/profile/');
    assert.equal(await page.locator('.rail .brand').innerText(), 'Novak & <b>Søn</b>');
    assert.equal(await page.locator('.top .brand').getAttribute('aria-label'), 'Novak & <b>Søn</b>');
    assert.equal(await mark(), '#ffcc00');
    await accessible(page, 'a frame with a brand');
    set('A name that is much longer than there is room for it in the rail of a page', '#10302c');
    await visit(page, '/dashboard/profile/');
    assert.equal(await mark(), '', 'nobody could see it there');
    await fits(page, 'a long brand');
    set('', '');
    await visit(page, '/dashboard/profile/');
    assert.equal(await page.locator('.rail .brand').innerText(), 'Holdfast');
    clean(complaints, 'a brand');
  });

  test('g s and g a go to settings and administration, where one may', async (t) => {
    const { page } = await window(t, { as: 'other' });
    await visit(page, '/dashboard/profile/');
    await page.keyboard.press('Shift+?');
    await page.getByText('Go to Settings').waitFor();
    await page.getByText('Go to Administration').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('g');
    await page.keyboard.press('a');
    await page.waitForURL((where) => where.pathname === '/admin/');
    await settled(page);
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await page.waitForURL((where) => where.pathname === '/dashboard/settings/');

    const csm = await window(t, { as: 'csm' });
    await visit(csm.page, '/dashboard/settings/');
    await csm.page.keyboard.press('Shift+?');
    await csm.page.getByText('Go to Settings').waitFor();
    assert.equal(await csm.page.getByText('Go to Administration').count(), 0);
    await csm.page.keyboard.press('Escape');
    await csm.page.keyboard.press('g');
    await csm.page.keyboard.press('a');
    await csm.page.keyboard.press('g');
    await csm.page.keyboard.press('o');
    await csm.page.waitForURL((where) => where.pathname === '/dashboard/');
  });

  test('the register page knows what is closed, and what a password needs', async (t) => {
    const { page, complaints } = await window(t);
    sql("DELETE FROM rate_counters WHERE scope IN ('login:account', 'login:network', 'register', 'code', 'code-hour', 'picture')");
    const slug = `door-${randomBytes(4).toString('hex')}`;
    sql(`INSERT INTO tenants (public_id, slug, name) VALUES (UUID(), '${slug}', 'Door'); INSERT INTO tenant_settings (tenant_id, open_registration, password_min, password_classes) SELECT id, TRUE, 20, TRUE FROM tenants WHERE slug = '${slug}'`);
    await visit(page, `/register/?workspace=${slug}`);
    await page.getByText('20 characters').waitFor();
    assert.equal(await page.locator('#password-rules li').count(), 5);
    await page.locator('[name="kind"][value="business"]').check();
    await page.getByText('12 characters').waitFor();
    sql(`UPDATE tenant_settings SET open_registration = FALSE WHERE tenant_id = (SELECT id FROM tenants WHERE slug = '${slug}')`);
    await visit(page, `/register/?workspace=${slug}`);
    await page.getByText('Registration is closed here').waitFor();
    assert.equal(await page.locator('#form').isVisible(), false);
    await accessible(page, 'a closed door');

    // A site that takes customers only, and one that takes nobody, as the server says it.
    const rules = { password_min: 12, password_classes: false };
    for (const customer of [true, false]) {
      await page.route('**/api/v1/auth/registration*', (route) => route.fulfill({ json: { business: { open: false, rules }, customer: { open: customer, workspace_needed: false, rules, phone_rule: 'e164' } } }));
      await visit(page, '/register/');
      if (customer) await page.locator('#workspace-field').waitFor();
      else await page.getByText('Registration is closed here').waitFor();
      assert.deepEqual([await page.locator('#kind-field').isVisible(), await page.locator('#company').isVisible(), await page.locator('#form').isVisible()], [false, false, customer]);
      await page.unroute('**/api/v1/auth/registration*');
    }
    clean(complaints, 'the register page');
  });
});
