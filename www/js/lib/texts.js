// Texts for pages that must stay small: the plain part of a Fluent catalogue, "id = text with { $name }".
import { language } from './language.js';

const texts = new Map();

export async function load(...names) {
  document.documentElement.dataset.texts = 'loading';
  try {
    for (const name of names) {
      const answer = await fetch(new URL(`../../locales/${language}/${name}.ftl`, import.meta.url));
      if (!answer.ok) throw new Error(`the catalogue ${name} could not be loaded (${answer.status})`);
      for (const [, id, text] of (await answer.text()).matchAll(/^([a-z][\w-]*) = (.+)$/gm)) texts.set(id, text);
    }
    if (language !== 'en') { // the HTML is English already
      document.documentElement.lang = language;
      for (const element of document.querySelectorAll('[data-l10n]')) if (texts.has(element.dataset.l10n)) element.textContent = texts.get(element.dataset.l10n);
    }
  } finally {
    delete document.documentElement.dataset.texts;
  }
}

export const t = (id, args = {}) => (texts.get(id) ?? id).replace(/\{ \$(\w+) \}/g, (_, name) => args[name] ?? '');
