import type { Role } from '../../access/role.ts';
import { decodeId } from '../../base/id.ts';
import type { Scope } from '../../base/scope.ts';
import { problem } from '../errors.ts';

/** The stream of the audit that what staff read is put in. */
export const staffStream = 'staff';

const personal = /^(profile|account|usage|balance|payment|contract|interaction|outcome|rating|list|dispute|consent|disclosure)\./;
/** Of what is done, not of what is known of a person. */
const deed = /\.(run|issue|edit|approve|give|withdraw)$/;

/** Whether a scope covers facts of a person. */
export const isPersonal = (scope: Scope): boolean => personal.test(scope) && !deed.test(scope);

/** What each role reads personal data for, where it does not say. */
const usual: Readonly<Record<Role, string>> = {
  agent: 'service',
  analyst: 'analysis',
  officer: 'credit_policy',
  approver: 'approval',
  steward: 'data_care',
  machine: 'front_end',
  operator: 'operation',
  admin: 'administration',
};

/** What somebody of a role reads for: as its request says, or what is usual for the role. AUDIT_PURPOSE. */
export function purposeOf(given: string | string[] | undefined, role: Role): string {
  if (given === undefined) return usual[role];
  if (typeof given !== 'string' || !/^[a-z][a-z0-9_.-]{0,59}$/.test(given)) throw problem('AUDIT_PURPOSE');
  return given;
}

/** How many uuids an id of so many letters carries. */
const counts: Readonly<Record<number, number>> = { 26: 1, 52: 2, 77: 3 };

/** The customer an opaque id names; ids of what belongs to a customer carry it first. */
export function customerIn(id: string): string | undefined {
  const at = id.indexOf('_');
  const count = counts[id.length - at - 1];
  if (at !== 3 || count === undefined || (count === 1 && !id.startsWith('cus_'))) return undefined;
  return decodeId(id.slice(0, at), count, id)?.[0];
}

/** The texts within arguments, at most so many. */
export function textsIn(values: readonly unknown[], most: number): string[] {
  const found: string[] = [];
  const look = (value: unknown): void => {
    if (found.length >= most) return;
    if (typeof value === 'string') found.push(value);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(look);
  };
  values.forEach(look);
  return found;
}
