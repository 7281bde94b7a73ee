import { type FieldNode, type GraphQLField, getArgumentValues, Kind, type ValueNode } from 'graphql';
import type { PartnerView } from '../access/partner.ts';
import type { Context } from './context.ts';
import type { Args, Read } from './reads.ts';

/** A field of an operation that takes arguments, or binds parameters. */
export interface Slot {
  readonly at: number;
  /** Its arguments for coerced variables; throws as execution does where one is missing. */
  readonly args: (variables: Record<string, unknown>) => Args;
  readonly bind: ((args: Args, context: Context) => Readonly<Record<string, unknown>>) | undefined;
  readonly shape: ((args: Args) => string) | undefined;
  /** Its arguments hang on variables. */
  readonly varies: boolean;
}

const none: Args = {};

export function slotOf(at: number, field: GraphQLField<unknown, unknown>, node: FieldNode, read: Read | undefined): Slot {
  const [bind, shape] = read && 'bind' in read ? [read.bind, read.shape] : [];
  const varies = node.arguments?.some(({ value }) => isVariable(value)) === true;
  let fixed: Args | undefined = field.args.length === 0 ? none : undefined;
  const args = (variables: Record<string, unknown>): Args => {
    if (varies) return getArgumentValues(field, node, variables);
    fixed ??= getArgumentValues(field, node, variables);
    return fixed;
  };
  return { at, args, bind, shape, varies };
}

/** What bounds a partner's statement: the first day it is told of (`since`), and of grades (`fresh`), which grades (`graded`), and of what (`dimension`). */
export const windowOf = (at: number): Slot => ({ at, args: () => none, bind: (_, { partner }) => boundsOf(partner), shape: undefined, varies: false });

function boundsOf(partner: PartnerView | undefined): Readonly<Record<string, unknown>> {
  if (!partner) throw new Error('a statement of a partner is run for somebody else');
  const { sinceOn, freshOn, dimension, graded } = partner;
  return { since: sinceOn, fresh: freshOn, dimension, graded };
}

const isVariable = (value: ValueNode): boolean => {
  if (value.kind === Kind.LIST) return value.values.some(isVariable);
  if (value.kind === Kind.OBJECT) return value.fields.some((each) => isVariable(each.value));
  return value.kind === Kind.VARIABLE;
};
