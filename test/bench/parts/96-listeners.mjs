// What a thousand who only listen cost.
import { randomUUID } from 'node:crypto';
import * as is from '../instance.mjs';
import { listen, residentMiB } from '../../api/listeners-lib.mjs';
import { add } from '../table.mjs';

export const limit_s = 60;
const streams = (count) => listen(is.port, () => `/api/v1/chat/sessions/${randomUUID()}/live`, {}, count);

export async function run() {
  const few = await streams(50), before = residentMiB(), many = await streams(1000);
  if (many.open !== 1000) throw new Error(`${many.refused} were refused`);
  add('memory of 1,000 idle listeners', residentMiB() - before, 64, '< 1', { unit: 'MiB' });
  many.close();
  few.close();
}
