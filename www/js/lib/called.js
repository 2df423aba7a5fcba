// How a customer is called where people read it. Who came without a number of their own has one that only machines write.
import { t } from './l10n.js';

const MADE = /^hf-[0-9a-f-]{36}$/;

export const numberOf = (one) => (MADE.test(one.external_id ?? '') ? '' : one.external_id ?? '');
export const called = (one) => one.name || numberOf(one) || one.email || one.record?.email || one.phone || one.record?.phone || t('nameless');
