// Overload of the list.
import { overload } from '../overload.mjs';

export const limit_s = 180;
export const needs = ['million'];
export const run = () => overload('/api/v1/customers?sort=value&band=high&limit=50');
