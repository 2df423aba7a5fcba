// Memory of all processes but MariaDB after the above.
import { setTimeout as pause } from 'node:timers/promises';
import * as is from '../instance.mjs';
import { add } from '../table.mjs';

export const limit_s = 30;

export async function run() {
  await pause(3000); // what ends with the last request
  const each = is.residentByProgram();
  add('resident memory of all but MariaDB', is.residentMiB(), 256, '< 1', { unit: 'MiB', note: `${is.processes().length} processes; the largest: ${each.slice(0, 3).map(([name, mib]) => `${name} ${mib.toFixed(0)}`).join(', ')}` });
}
