// What can be said about a new password while it is being typed. The server decides: it also knows the common ones.
export const LEAST = 12;

const letters = (text) => [...text].length;
const pieces = ({ username = '', first_name = '', last_name = '', email = '' } = {}) => [username, first_name, last_name, ...email.split('@')[0].split(/[^\p{L}\p{N}]+/u), email]
  .map((one) => one.trim().toLowerCase()).filter((one) => letters(one) >= 4);

// rules: { password_min, password_classes } of the workspace. Returns [{ id, ok }] in the order in which they are shown.
export function passwordChecks(password, person, rules = {}) {
  const lower = password.toLowerCase();
  const found = [
    { id: 'length', ok: letters(password) >= (rules.password_min ?? LEAST), n: rules.password_min ?? LEAST },
    { id: 'digits', ok: /[^\d]/.test(password) },
    { id: 'alike', ok: password !== '' && !pieces(person).some((one) => lower.includes(one)) },
  ];
  if (rules.password_classes) found.push({ id: 'classes', ok: /\p{L}/u.test(password) && /\d/.test(password) && /[^\p{L}\d\s]/u.test(password) });
  return found;
}

export const codeOf = (text) => text.replace(/\D/g, '').slice(0, 6);
