// Prints the most common passwords as sorted hashes, and writes the first 10,000 to a file for the tests:
//   node make.mjs FOLDER-OF-PACKAGES WORDS-FILE > common_words.h
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [packages, wordsFile] = process.argv.slice(2);
const { passwords } = createRequire(`${packages}/`)('zxcvbn/lib/frequency_lists.js');
if (passwords.length < 10_000) throw new Error(`only ${passwords.length} passwords`);
const hash = (text) => createHash('sha256').update(text.toLowerCase()).digest('hex').slice(0, 16);
const hashes = [...new Set(passwords.map(hash))].sort();
writeFileSync(wordsFile, passwords.slice(0, 10_000).join('\n') + '\n');
process.stdout.write(`/* Made by lib/words/make.mjs: first 8 bytes of the SHA-256 of each word in lower case, ascending. */\n`);
process.stdout.write(`static const uint64_t common_words[] = {\n${hashes.map((h) => `0x${h}u,\n`).join('')}};\n`);
