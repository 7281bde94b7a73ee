import type { GraphKeys } from '../graphql/context.ts';
import type { IdentifierKind } from './identifier.ts';
import { sealer } from './sealer.ts';
import type { Sealed } from './store.ts';

export interface Unsealed {
  readonly kind: IdentifierKind;
  readonly value: string;
  readonly verified: boolean;
}

/** The identifiers of the kinds asked for, opened; one that was not read has no value. */
export function unseal(keys: GraphKeys, identifiers: readonly Sealed[] | undefined, kinds: readonly IdentifierKind[]): Unsealed[] {
  const opener = sealer(keys.seal);
  const opened = (sealed: Sealed['sealed']): string => (sealed === null ? '' : opener.open(sealed));
  return (identifiers ?? []).filter(({ kind }) => kinds.includes(kind)).map(({ kind, sealed, verified }) => ({ kind, verified, value: opened(sealed) }));
}
