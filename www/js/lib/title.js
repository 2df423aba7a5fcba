// The title of the window: what the page is about, after how much waits to be read.
let words = document.title;
let count = 0;

const show = () => { document.title = count ? `(${count > 99 ? '99+' : count}) ${words}` : words; };

export function titled(text) { words = text; show(); }
export function waits(n) { count = n; show(); }
