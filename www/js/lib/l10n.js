// Texts come from locales/<language>/<name>.ftl (Fluent). The static HTML is English already, so it is only
// touched when another language is in use.
import { FluentBundle, FluentResource } from '../../vendor/ui.js';
import { language, region } from './language.js';

export { language, region };

const bundle = new FluentBundle(language, { useIsolating: false });

export async function load(...names) {
  document.documentElement.dataset.texts = 'loading';
  try {
    const texts = await Promise.all(names.map(async (name) => {
      const answer = await fetch(new URL(`../../locales/${language}/${name}.ftl`, import.meta.url));
      if (!answer.ok) throw new Error(`the catalogue ${name} could not be loaded (${answer.status})`);
      return answer.text();
    }));
    for (const text of texts) bundle.addResource(new FluentResource(text));
    if (language !== 'en') translate(document);
  } finally {
    delete document.documentElement.dataset.texts;
  }
}

export function t(id, args) {
  const message = bundle.getMessage(id);
  if (!message?.value) return id;
  return bundle.formatPattern(message.value, args, []);
}

export function has(id) {
  return bundle.hasMessage(id);
}

function translate(root) {
  document.documentElement.lang = language;
  for (const element of root.querySelectorAll('[data-l10n]')) {
    if (has(element.dataset.l10n)) element.textContent = t(element.dataset.l10n);
  }
}
