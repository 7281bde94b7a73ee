import type { Instant } from '../../base/time.ts';

/** What the installation signs, each with keys of its own: one for tokens never signs a report. */
export const keyUses = ['token', 'report', 'receipt', 'checkpoint'] as const;
export type KeyUse = (typeof keyUses)[number];

/** Tokens are read by this program alone, in the form FAPI asks for; what others keep for years is Ed25519. */
export const algorithmOf = (use: KeyUse): 'ES256' | 'EdDSA' => (use === 'token' ? 'ES256' : 'EdDSA');

/** A public half as it is published. */
export interface PublicKey {
  readonly kty: string;
  readonly crv: string;
  readonly x: string;
  readonly y?: string;
  readonly kid: string;
  readonly alg: string;
  readonly use: 'sig';
  /** What it signs, and nothing else. */
  readonly assay_use: KeyUse;
}

/** A published key with the time it signed in. */
export interface PublishedKey extends PublicKey {
  readonly made_at: Instant;
  readonly retired_at?: Instant;
}

export interface KeyRow {
  readonly kid: string;
  readonly use: KeyUse;
  readonly jwk: PublicKey;
  readonly sealed: Uint8Array | null;
  readonly madeAt: Instant;
  readonly retiredAt: Instant | null;
}

export const published = ({ jwk, madeAt, retiredAt }: KeyRow): PublishedKey => ({
  ...jwk,
  made_at: madeAt,
  ...(retiredAt === null ? {} : { retired_at: retiredAt }),
});

/** Under which name a private half is sealed. */
export const sealedAs = ({ use, kid }: Pick<KeyRow, 'use' | 'kid'>): string => `signing ${use} ${kid}`;
