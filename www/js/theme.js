// Runs before the first paint so that the chosen theme never flashes. localStorage holds the theme and, where
// somebody switched them on, what important notes may do here (parts/alerts.js); nothing else.
(function () {
  'use strict';
  const system = window.matchMedia('(prefers-color-scheme: dark)');
  const root = document.documentElement;

  function chosen() {
    try { return localStorage.getItem('theme'); } catch { return null; }
  }

  function apply() {
    const choice = chosen();
    const theme = choice === 'dark' || choice === 'light' ? choice : (system.matches ? 'dark' : 'light');
    root.dataset.themeChoice = choice === 'dark' || choice === 'light' ? choice : 'system';
    if (root.dataset.theme === theme) return;
    root.dataset.theme = theme;
    root.dispatchEvent(new CustomEvent('themechange'));
  }

  root.addEventListener('themechoice', (event) => {
    try {
      if (event.detail === 'system') localStorage.removeItem('theme'); else localStorage.setItem('theme', event.detail);
    } catch { /* storage may be closed to us: the choice then lasts for this page */ }
    apply();
  });
  system.addEventListener('change', apply);
  window.addEventListener('storage', apply);
  apply();
}());
