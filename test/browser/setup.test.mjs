// What administrators set up for customer records: pipelines with their stages and moves, fields of the workspace's own.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { accessible, api, clean, close, fits, open, toast, unavailable, visit, window } from './harness.mjs';

const tag = randomBytes(4).toString('hex');
const PIPELINE = `Renewals ${tag}`;
const REFUSED = /status of 4(12|09)/;

describe('setting up', { skip: unavailable, concurrency: 1 }, () => {
  before(open);
  after(close);

  test('a pipeline gets stages in an order and the moves that are allowed; the customer’s page keeps to it', async (t) => {
    const { context, page, complaints } = await window(t, { as: 'admin' });
    await visit(page, '/admin/?tab=pipelines');
    await page.getByRole('button', { name: 'New pipeline' }).click();
    await page.getByRole('heading', { name: /^New pipeline/ }).waitFor();
    await page.getByLabel('Name', { exact: true }).fill(PIPELINE);
    await page.getByLabel('Stage 1').fill('Due soon');
    await page.getByRole('button', { name: 'Add a stage' }).click();
    await page.getByLabel('Stage 4').fill(`Offered ${tag}`);
    const up = page.getByRole('button', { name: `Move Offered ${tag} up` });
    await up.click();
    await up.click();
    assert.equal(await page.getByLabel('Stage 2').inputValue(), `Offered ${tag}`);
    await page.getByText('From Due soon: to any stage').click();
    await page.getByLabel('One may go from here to any stage').first().uncheck();
    await page.getByRole('group', { name: 'Where one may go from Due soon' }).getByLabel('won').uncheck();
    await page.locator('.stage-line').first().getByLabel('Look after days').fill('14');
    await accessible(page, 'the editor of a pipeline');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await toast(page, 'Saved.');

    const one = (await api(context, 'GET', '/pipelines')).data.find((pipeline) => pipeline.name === PIPELINE);
    assert.deepEqual(one.stages.map(({ code, title, ageing_days: days }) => [code, title, days]), [['new', 'Due soon', 14], [`offered_${tag}`, `Offered ${tag}`, null], ['won', 'won', null], ['lost', 'lost', null]]);
    assert.deepEqual([...one.stages[0].moves].sort(), ['lost', `offered_${tag}`]);

    const customer = await api(context, 'POST', '/customers', { name: `Sipho ${tag}` });
    await api(context, 'PUT', `/customers/${customer.id}/stage`, { stage: 'new', pipeline_id: one.id });
    await visit(page, `/dashboard/customer/?id=${customer.id}`);
    await page.getByRole('button', { name: 'Move', exact: true }).click();
    const choices = page.getByLabel('To which stage').locator('option');
    await choices.filter({ hasText: 'lost' }).waitFor({ state: 'attached' });
    await choices.filter({ hasText: 'won' }).waitFor({ state: 'detached' });
    assert.deepEqual((await choices.allTextContents()).slice(1).sort(), [`Offered ${tag}`, 'lost'].sort());

    await visit(page, '/admin/?tab=pipelines');
    await page.getByLabel('Pipeline', { exact: true }).selectOption({ label: PIPELINE });
    await page.getByRole('button', { name: 'Remove Due soon' }).click();
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByRole('alert').getByText('There are customers in the stage').waitFor();
    await page.getByRole('button', { name: 'Discard' }).click();
    assert.equal(await page.getByLabel('Stage 1').inputValue(), 'Due soon');
    clean(complaints, 'a pipeline', { except: /status of (409|422)/ });
  });

  test('two change a pipeline at once: the second sees both and decides; one that is not needed goes and comes back', async (t) => {
    const first = await window(t, { as: 'admin' });
    const second = await window(t, { as: 'admin' });
    await api(first.context, 'POST', '/pipelines', { name: `Spare ${tag}`, stages: [{ code: 'one', title: 'One' }] });
    for (const { page } of [first, second]) {
      await visit(page, '/admin/?tab=pipelines');
      await page.getByLabel('Pipeline', { exact: true }).selectOption({ label: `Spare ${tag}` });
    }
    await first.page.getByLabel('Stage 1').fill('Uno');
    await first.page.getByRole('button', { name: 'Save changes' }).click();
    await toast(first.page, 'Saved.');
    await second.page.getByLabel('Stage 1').fill('Eins');
    await second.page.getByRole('button', { name: 'Save changes' }).click();
    const differences = second.page.getByRole('dialog', { name: 'Somebody else saved in the meantime' });
    await differences.waitFor();
    assert.deepEqual(await differences.getByRole('row').filter({ hasText: 'Stages' }).locator('td').allTextContents(), ['Eins', 'Uno']);
    await accessible(second.page, 'the differences of a pipeline');
    await differences.getByRole('button', { name: 'Take theirs' }).click();
    assert.equal(await second.page.getByLabel('Stage 1').inputValue(), 'Uno');
    await second.page.getByRole('button', { name: 'Remove pipeline' }).click();
    await toast(second.page, `“Spare ${tag}” removed.`);
    const spare = second.page.getByLabel('Pipeline', { exact: true }).locator('option', { hasText: `Spare ${tag}` });
    await spare.waitFor({ state: 'detached' });
    await second.page.getByRole('button', { name: 'Undo' }).click();
    await spare.waitFor({ state: 'attached' });
    clean(second.complaints, 'two at once', { except: REFUSED });
  });

  test('a field of one’s own is filled in on a record and filtered by', async (t) => {
    const { context, page, complaints } = await window(t, { as: 'admin' });
    const before = await api(context, 'GET', '/custom-fields');
    try {
      await visit(page, '/admin/?tab=fields');
      await page.getByRole('button', { name: 'Add a field' }).click();
      const n = before.fields.length + 1;
      await page.getByLabel(`Field ${n}`).fill(`Branch ${tag}`);
      await page.locator('.stage-line').last().getByLabel('Type').selectOption('choice');
      await page.getByRole('button', { name: 'Save changes' }).click();
      await page.getByRole('alert').getByText('Each field needs a name').waitFor();
      await page.getByLabel('Choices, one per line').last().fill('Lyon\nPort Louis\n');
      await accessible(page, 'the editor of own fields');
      await fits(page, 'the editor of own fields');
      await page.getByRole('button', { name: 'Save changes' }).click();
      await toast(page, 'Saved.');

      const customer = await api(context, 'POST', '/customers', { name: `Anele ${tag}` });
      await visit(page, `/dashboard/customer/?id=${customer.id}`);
      await page.keyboard.press('e');
      await page.getByLabel(`Branch ${tag}`).selectOption('Port Louis');
      await page.getByRole('button', { name: 'Save changes' }).click();
      await toast(page, 'Saved.');
      await page.locator('.record').getByText('Port Louis').waitFor();

      await visit(page, '/dashboard/customers/');
      await page.getByRole('button', { name: 'Filter' }).click();
      await page.getByLabel('Field of condition 1').selectOption({ label: `Branch ${tag}` });
      await page.locator('select').and(page.getByLabel('Value of condition 1')).selectOption('Port Louis');
      await page.getByRole('button', { name: 'Show', exact: true }).click();
      await page.getByText(`Branch ${tag} is Port Louis`).waitFor();
      await page.waitForFunction((name) => [...document.querySelectorAll('.records tbody tr')].map((row) => row.textContent.includes(name)).join() === 'true', `Anele ${tag}`);
      clean(complaints, 'own fields');
    } finally {
      const { version } = await api(context, 'GET', '/custom-fields');
      await api(context, 'PUT', '/custom-fields', { fields: before.fields }, { 'If-Match': `"${version}"` });
    }
  });
});
