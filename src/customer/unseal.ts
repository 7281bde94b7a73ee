import type { GraphKeys } from '../graphql/context.ts';
import type { IdentifierKind } from './identifier.ts';
import { sealer } from './sealer.ts';
import type { Identifier } from './store.ts';

export interface Unsealed {
  readonly kind: IdentifierKind;
  readonly value: string;
  readonly verified: boolean;
}

/** The identifiers of the kinds asked for, opened. */
export function unseal(
  keys: GraphKeys,
  identifiers: readonly Pick<Identifier, 'kind' | 'sealed' | 'verified'>[] | undefined,
  kinds: readonly IdentifierKind[],
): Unsealed[] {
  const opener = sealer(keys.seal);
  return (identifiers ?? []).filter(({ kind }) => kinds.includes(kind)).map(({ kind, sealed, verified }) => ({ kind, verified, value: opener.open(sealed) }));
}
