// Which field a fault of the server belongs to. Pointers are JSON pointers into what was sent: "/address/street".
// Returns { by: { field: [messages] }, rest: [messages of no field we show] }.
export function faultsByField(problem, names) {
  const by = {};
  const rest = [];
  for (const { pointer = '', message, code } of problem?.errors ?? []) {
    const path = pointer.replace(/^[#/]+/, '');
    const name = names.find((one) => path === one || path.startsWith(`${one}/`));
    if (name) (by[name] ??= []).push(message ?? code); else rest.push(message ?? code);
  }
  return { by, rest };
}
