import { type GraphQLSchema, isEnumType, isInputObjectType, isInterfaceType, isObjectType } from 'graphql';
import { grantsDigest } from '../../access/grants.ts';
import { project, sightOf } from '../../access/projection.ts';
import type { Grants } from '../../access/role.ts';
import { valueScope } from '../../access/scope.ts';
import { Bounded } from '../../base/bounded.ts';
import { limits } from '../../base/limits.ts';
import type { Sights } from './difference.ts';

const made = new WeakMap<GraphQLSchema, Bounded<string, Sights>>();

/** How some grants see each part of a schema: `Customer.name`, `Customer.bills(from:)`, `SubjectInput.id`, `CustomerSort.NAME`; what is absent is not in it. */
export function sights(full: GraphQLSchema, grants: Grants): Sights {
  const known = made.get(full) ?? new Bounded<string, Sights>(limits.projectionsRemembered);
  made.set(full, known);
  const found = known.get(grantsDigest(grants)) ?? seen(project(full, grants));
  known.set(grantsDigest(grants), found);
  return found;
}

function seen(projected: GraphQLSchema): Sights {
  const parts: [string, 'clear' | 'masked' | 'withheld'][] = [];
  for (const type of Object.values(projected.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    if (isObjectType(type) || isInterfaceType(type))
      for (const field of Object.values(type.getFields())) {
        parts.push(
          [`${type.name}.${field.name}`, sightOf(field)],
          ...field.args.map(({ name }) => [`${type.name}.${field.name}(${name}:)`, 'clear'] as [string, 'clear']),
        );
      }
    if (isInputObjectType(type)) for (const { name } of Object.values(type.getFields())) parts.push([`${type.name}.${name}`, 'clear']);
    if (isEnumType(type))
      for (const { name } of type.getValues()) if ((valueScope(type.name, name) ?? 'open') !== 'open') parts.push([`${type.name}.${name}`, 'clear']);
  }
  return new Map(parts);
}
