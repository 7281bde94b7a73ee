import { Extensions } from 'type-graphql';
import type { Scope } from '../base/scope.ts';
import type { Mask } from './mask.ts';

/** What a field or input field wears: the scope it needs, its mask, and the scope of each argument. */
export interface Wear {
  readonly scope: Scope;
  readonly mask?: Mask;
  /** Its value is a class already (a word of a short list, a month): a *masked* grant shows it as it is. */
  readonly coarse?: boolean;
  /** Of the company alone, whatever an agreement grants: what looks beyond the customer asked about, what serves work inside. */
  readonly inside?: boolean;
  readonly args?: Readonly<Record<string, Scope>>;
  /** A list without a page argument: how many rows its cost is counted with. */
  readonly rows?: number;
  /** Of an object that takes long to make: what its cost is counted with beside its own, in objects. */
  readonly work?: number;
  /** How the value is got from the parent row, where it is not the property of the field's name. */
  readonly get?: (row: never) => unknown;
}

type Decorator = (target: object, property: string, descriptor?: PropertyDescriptor) => void;

/**
 * Names the scope a field needs; without it the program does not start. `args` names the scope of every argument:
 * `open` for paging, the scope of the data for one that filters, sorts or searches (it then needs the *clear* grant).
 */
export function Needs(scope: Scope, more: Omit<Wear, 'scope'> = {}): Decorator {
  const wear: Wear = { scope, ...more };
  return (target, property, descriptor) => Extensions({ needs: wear })(target, property, descriptor as never);
}

const byName = new Map<string, Readonly<Record<string, Scope>>>();

/** Names the scope each value of an enum needs when it is asked for (sort orders, filters). */
export function needsValues<Value extends string>(name: string, needed: Readonly<Record<Value, Scope>>): void {
  byName.set(name, needed);
}

export const wearOf = (part: { readonly extensions?: Readonly<Record<string, unknown>> | undefined | null }): Wear | undefined =>
  part.extensions?.['needs'] as Wear | undefined;
export const valueScope = (enumName: string, value: string): Scope | undefined => byName.get(enumName)?.[value];
