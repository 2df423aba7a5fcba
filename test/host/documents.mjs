// documents.mjs FILE...: prints the commands of the pages' fenced blocks ("```sh") as "file:line<TAB>where<TAB>command"; where is "build"
// for those that are run where it is built, "host" for those on a server.
import { readFileSync } from 'node:fs';

for (const file of process.argv.slice(2)) {
  let where = null;
  readFileSync(file, 'utf8').split('\n').forEach((line, i) => {
    const fence = /^```(\w*)( build)?$/.exec(line);
    if (fence) where = where === null ? (fence[1] === 'sh' ? (fence[2] ? 'build' : 'host') : 'none') : null;
    else if (where && where !== 'none' && line !== '') console.log(`${file}:${i + 1}\t${where}\t${line}`);
  });
}
