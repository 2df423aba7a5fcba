// The look of the chat within another site, before the first paint: what the address asks for (?theme=light, ?theme=dark), else
// what the system has.
(function () {
  'use strict';
  const asked = new URLSearchParams(location.search).get('theme');
  const system = window.matchMedia('(prefers-color-scheme: dark)');
  const apply = () => { document.documentElement.dataset.theme = asked === 'dark' || asked === 'light' ? asked : system.matches ? 'dark' : 'light'; };
  system.addEventListener('change', apply);
  apply();
}());
