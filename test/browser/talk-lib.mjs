// What tests of conversations share: a visitor in the widget, somebody of the staff in front of the conversations.
import { visit } from './harness.mjs';

export const widget = '/chat/?tenant=demo-bank';

// The visitor's side. Every text that stands in the conversation, in order.
export async function asVisitor(page) {
  await visit(page, widget);
  await page.locator('#text:enabled').waitFor();
  return {
    page,
    async say(text) {
      await page.fill('#text', text);
      await page.keyboard.press('Enter');
    },
    async tell(label, text) {
      await page.getByLabel(label, { exact: true }).fill(text);
      await page.locator('#contact').getByRole('button', { name: 'Send' }).click();
    },
    bubble: (text) => page.locator('#lines li:not(.waiting) .bubble').filter({ hasText: text }), // what the server has
    texts: () => page.locator('#lines li:not(:first-child) .bubble').allTextContents(),
    session: () => page.evaluate(() => JSON.parse(localStorage.getItem('chat:demo-bank')).session),
  };
}

export function asStaff(page) {
  return {
    page,
    row: (text) => page.locator('.talk-rows li').filter({ hasText: text }),
    async say(text) {
      await page.fill('#chat-say', text);
      await page.keyboard.press('Enter');
    },
    said: (text) => page.locator('.said').filter({ has: page.locator('.bubble', { hasText: text }) }),
    texts: () => page.locator('.said .said-text').allTextContents(),
    ready: () => page.locator('#chat-say').waitFor(),
  };
}
