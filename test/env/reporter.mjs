// Reporter for node --test: one line per test, in the words that test/run counts: ok, not ok, skip.
export default async function* report(source) {
  for await (const { type, data } of source) {
    if (type !== 'test:pass' && type !== 'test:fail') {
      if (type === 'test:diagnostic' && data.nesting > 0) yield `  ${data.message}\n`;
      continue;
    }
    if (data.details?.type === 'suite') continue;
    const skip = data.skip ?? data.todo;
    if (skip !== undefined && skip !== false) {
      // Older versions of Node report tests that --test-name-pattern leaves out as skipped.
      if (!/does not match pattern/.test(String(skip))) yield `skip ${data.name}: ${skip === true || skip === '' ? 'no reason given' : skip}\n`;
    } else if (type === 'test:pass') {
      yield `ok ${data.name} (${Math.round(data.details.duration_ms)} ms)\n`;
    } else {
      const error = data.details.error?.cause ?? data.details.error;
      const text = String(error?.stack ?? error?.message ?? error);
      yield `not ok ${data.name}\n${text.split('\n').slice(0, 50).map((line) => `    ${line}\n`).join('')}`;
    }
  }
}
