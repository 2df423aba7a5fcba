// Which of our languages a person reads best.
const LANGUAGES = ['en'];
export const language = LANGUAGES.find((known) => navigator.languages?.some((wanted) => wanted.toLowerCase().split('-')[0] === known)) ?? 'en';

// Numbers and dates follow the person's own region when it speaks the page's language.
export const region = navigator.languages?.find((wanted) => wanted.toLowerCase().split('-')[0] === language) ?? language;
