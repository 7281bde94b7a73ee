import { billing } from './billing.ts';
import { handedOver } from './correction.ts';
import { crm } from './crm.ts';
import type { Customer } from './customer.ts';
import { savings } from './savings.ts';
import type { Rows } from './sheet.ts';

/** Everything the files say of one customer, row by row: nothing that happened from the as-of day on but the outcome. */
export const rows = (seed: number, customer: Customer): Rows =>
  handedOver(seed, customer.index, customer.story !== undefined, { ...crm(seed, customer), ...billing(seed, customer), ...savings(seed, customer) });
