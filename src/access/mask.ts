import { type GraphQLScalarType, GraphQLString } from 'graphql';

/** What a field shows under a *masked* grant: the scalar it then has, and what it makes of the value. */
export interface Mask {
  readonly name: string;
  readonly type: GraphQLScalarType;
  readonly apply: (value: unknown) => unknown;
}

/** The last four characters behind dots; a value of fewer than eight shows none. */
export const lastFourMask: Mask = {
  name: 'last four characters',
  type: GraphQLString,
  apply: (value) => (typeof value === 'string' && value.length >= 8 ? `••••${value.slice(-4)}` : '••••'),
};
