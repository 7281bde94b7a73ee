import { type GraphQLObjectType, type GraphQLSchema, getNamedType, isObjectType, isUnionType } from 'graphql';
import type { Grants } from '../access/role.ts';
import { wearOf } from '../access/scope.ts';
import { Visible } from '../access/visible.ts';
import { publishedName } from '../base/fact.ts';
import type { Lineage, Lineages } from '../base/lineage.ts';
import { problem } from './errors.ts';
import { publications } from './fact.ts';

/** Fields that a fact tells beside its columns. */
const ofEvery = new Set(['id', 'source', 'availableOn', 'recordedAt', 'attributes', 'sensitiveAttributes']);

/** Whether a field tells what a source told: a column of a fact, what every fact tells, or the list of a fact. */
function isTold(type: string, field: string): boolean {
  for (const { fact } of publications()) {
    const owner = fact.owner === 'account' ? 'Account' : 'Customer';
    if (owner === type && fact.plural === field) return true;
    if (fact.type !== type) continue;
    if (ofEvery.has(field) || Object.entries(fact.columns).some(([name, column]) => publishedName(name, column) === field)) return true;
  }
  return false;
}

/**
 * Fields that a partner can be granted and that are made of something, but do not say of what (`Type.field`), nor does the
 * field that yields their object; or that are made of what another scope protects, and do not say why they may be seen.
 */
export function undeclared(full: GraphQLSchema, grants: Grants, lineages: Lineages): string[] {
  const visible = new Visible(full, grants);
  const [seen, faults] = [new Set<string>(), new Set<string>()];
  const walk = (type: GraphQLObjectType, above: Lineage | undefined): void => {
    const place = `${type.name} ${above === undefined}`;
    if (seen.has(place)) return;
    seen.add(place);
    for (const field of Object.values(type.getFields())) {
      if (visible.field(type, field) === 'absent') continue;
      const coordinate = `${type.name}.${field.name}`;
      const scope = wearOf(field)?.scope;
      const isFree = scope === 'open' || scope === 'inquiry.ask';
      const told = isFree || isTold(type.name, field.name);
      const own = lineages[coordinate] ?? (told ? undefined : above);
      if (!told && !own) faults.add(coordinate);
      if (own && own.why === undefined && own.from.some((each) => each !== scope)) faults.add(coordinate);
      const inner = getNamedType(field.type);
      const below = isUnionType(inner) ? inner.getTypes() : isObjectType(inner) ? [inner] : [];
      for (const each of below) walk(each, own);
    }
  };
  for (const root of [full.getQueryType(), full.getMutationType()]) if (root) walk(root, undefined);
  return [...faults].sort();
}

/** Throws GRAPH_LINEAGE where `undeclared` finds something; the program does not start. */
export function requireLineage(full: GraphQLSchema, grants: Grants, lineages: Lineages): void {
  const faults = undeclared(full, grants, lineages);
  if (faults.length > 0) throw problem('GRAPH_LINEAGE', { count: faults.length, parts: faults.slice(0, 20).join(', ') });
}
