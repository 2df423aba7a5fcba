// What a thousand idle listeners cost over all processes but MariaDB.
import { randomUUID } from 'node:crypto';
import * as is from '../instance.mjs';
import { listen, residentMiB } from '../../api/listeners-lib.mjs';
import { add } from '../table.mjs';

export const limit_s = 60;
const path = () => `/api/v1/chat/sessions/${randomUUID()}/live`;

export async function run() {
  const few = await listen(is.port, path, {}, 50), before = residentMiB();
  const many = await listen(is.port, path, {}, 1000);
  if (many.open !== 1000) throw new Error(`${many.refused} were refused`);
  add('memory of 1,000 idle listeners', residentMiB() - before, 64, '< 1', { unit: 'MiB', note: `${many.open} streams` });
  many.close();
  few.close();
}
