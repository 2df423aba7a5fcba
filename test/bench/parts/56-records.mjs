// A million records of customers: see records.mjs.
import { connections, million, rounds, seconds } from '../kit.mjs';
import { records } from '../records.mjs';

export const limit_s = 600;
export const run = () => records({ seconds, rounds, connections, million });
