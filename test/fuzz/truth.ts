import { type GraphQLObjectType, getNamedType, isLeafType, isObjectType } from 'graphql';
import { schema } from '../../src/server/schema.ts';
import type { Truth } from './masked.ts';

/** What hangs on a customer and is read as it stands. */
const stored = ['Identifier', 'Contact', 'Attribute'];
const money = '{ amount amountMinor currency }';

type Ask = (query: string) => Promise<{ readonly data: unknown }>;

/** Every value of the facts of these customers, as who may see all sees them. */
export async function truthOf(ids: readonly string[], factTypes: ReadonlySet<string>, ask: Ask): Promise<Truth> {
  const found = new Map<string, unknown[]>();
  const facts = new Set([...factTypes, ...stored]);
  const lists = partsOf('Account', facts).map((part) => `accounts { ${part} }`);
  // All of them at once would cost more than an operation may.
  for (const part of [...partsOf('Customer', facts).filter((each) => !each.startsWith('accounts ')), ...lists])
    for (const id of ids) {
      const { data } = await ask(`{ customer(id: ${JSON.stringify(id)}) { ${part} } }`);
      gather('Customer', (data as { customer: object }).customer, found);
    }
  return found;
}

const fieldsOf = (type: string) => Object.values((schema().getType(type) as GraphQLObjectType).getFields());

const whole = (type: string, facts: ReadonlySet<string>): string => `{ ${partsOf(type, facts).join(' ')} }`;

function partsOf(type: string, facts: ReadonlySet<string>): string[] {
  return fieldsOf(type).flatMap(({ name, type: of, args }) => {
    const inner = getNamedType(of);
    if (isLeafType(inner)) return args.length === 0 ? [name] : [];
    if (inner.name === 'Money') return [`${name} ${money}`];
    if (!isObjectType(inner) || !facts.has(inner.name) || (inner.name === 'Account' && type !== 'Customer') || inner.name === 'Customer') return [];
    const size = args.some((arg) => arg.name === 'last') ? '(last: 9)' : '';
    return [`${name}${size} ${whole(inner.name, facts)}`];
  });
}

function gather(type: string, row: object, into: Map<string, unknown[]>): void {
  for (const field of fieldsOf(type)) {
    const value = (row as Record<string, unknown>)[field.name];
    const inner = getNamedType(field.type);
    if (value === null || value === undefined) continue;
    if (isLeafType(inner) || inner.name === 'Money') into.set(`${type}.${field.name}`, [...(into.get(`${type}.${field.name}`) ?? []), ...[value].flat()]);
    else for (const each of [value].flat()) gather(inner.name, each as object, into);
  }
}
