import { type GraphQLField, type GraphQLObjectType, type GraphQLSchema, getNamedType, isLeafType, isObjectType } from 'graphql';
import type { Grants } from '../access/role.ts';
import { wearOf } from '../access/scope.ts';
import { Visible } from '../access/visible.ts';
import { problem } from './errors.ts';
import type { Read, Reads, RowsSql } from './reads.ts';

/** How an object comes to its fields: a row of the statement, or a value that the program formed. */
type Form = 'row' | 'value';
type Field = GraphQLField<unknown, unknown>;

/**
 * What below a type these grants of a partner see and no statement can tell as a partner is told it, as `Type.field`: a field
 * that does not say what it reads, or rows that do not say of which day they are (`RowsSql.day`).
 */
export function unshareable(full: GraphQLSchema, reads: Reads, grants: Grants, type: string): string[] {
  const [visible, seen, faults] = [new Visible(full, grants), new Set<string>(), [] as string[]];
  const walk = (owner: GraphQLObjectType, form: Form): void => {
    if (seen.has(`${owner.name} ${form}`)) return;
    seen.add(`${owner.name} ${form}`);
    for (const field of Object.values(owner.getFields())) {
      if (visible.field(owner, field) === 'absent') continue;
      const below = formBelow(reads, owner, field, form);
      const inner = getNamedType(field.type);
      if (below === undefined) faults.push(`${owner.name}.${field.name}`);
      else if (isObjectType(inner)) walk(inner, below);
    }
  };
  walk(full.getType(type) as GraphQLObjectType, 'row');
  return faults;
}

/** Throws GRAPH_UNSHAREABLE where `unshareable` finds something below the type; the program does not start. */
export function requireShareable(full: GraphQLSchema, reads: Reads, grants: Grants, type: string): void {
  const faults = unshareable(full, reads, grants, type);
  if (faults.length > 0) throw problem('GRAPH_UNSHAREABLE', { count: faults.length, parts: faults.slice(0, 20).join(', ') });
}

/** In which form the objects of a field come; nothing where no statement tells them. */
function formBelow(reads: Reads, owner: GraphQLObjectType, field: Field, form: Form): Form | undefined {
  const read = reads[owner.name]?.[field.name];
  if (form === 'value') return (read && 'of' in read) || wearOf(field)?.get || !field.resolve ? 'value' : undefined;
  if (read) return ofRow(read);
  const isColumn = reads[owner.name] !== undefined && !field.resolve && field.args.length === 0 && isLeafType(getNamedType(field.type));
  return isColumn ? 'row' : undefined;
}

function ofRow(read: Read): Form | undefined {
  if ('of' in read || 'part' in read) return undefined;
  if ('late' in read || 'object' in read) return 'value';
  if ('one' in read) return dated(read.one('owner', 'row', param, {}, none)) ? 'row' : undefined;
  if ('many' in read) return dated(read.many('owner', 'row', param, {}, none)) ? 'row' : undefined;
  return 'row';
}

const param = (name: string): string => name;
const none = (): boolean => false;
const dated = ({ day }: RowsSql): boolean => day !== undefined;
