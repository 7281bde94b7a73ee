import type { Grants } from '../../access/role.ts';
import type { Day, Instant } from '../../base/time.ts';
import type { Agreement } from '../agreement/agreement.ts';
import type { PartnerKind, PartnerState } from '../partner/partner.ts';

/** A version of an agreement that was approved. */
export interface AgreedVersion {
  readonly versionId: string;
  readonly number: number;
  readonly digest: string;
  readonly document: Agreement;
  readonly fromOn: Day;
  readonly untilOn: Day;
  readonly suspendedAt: Instant | null;
  readonly endedAt: Instant | null;
}

export interface StandingKey {
  readonly kid: string;
  readonly until: Instant | null;
  readonly revokedAt: Instant | null;
}

/** How a partner stands: what every request of its hangs on, whatever its token says. */
export interface Standing {
  readonly partnerId: string;
  readonly name: string;
  readonly title: string;
  readonly kind: PartnerKind;
  readonly state: PartnerState;
  readonly sandbox: boolean;
  readonly clockSeconds: number;
  /** Its keys are not ours to know: they come from an address, or its own server signs its tokens. */
  readonly foreignKeys: boolean;
  readonly keys: readonly StandingKey[];
  /** The version in force on the day it was looked at; nothing without one. */
  readonly agreement: AgreedVersion | null;
  /** The approved version that takes its place later. */
  readonly next: AgreedVersion | null;
}

/** What a purpose of an agreement grants, beside what every partner holds. */
export function grantsFor(document: Agreement, purpose: string): Grants {
  const scopes = Object.hasOwn(document.purposes, purpose) ? document.purposes[purpose]?.scopes : undefined;
  return { open: 'clear', 'inquiry.ask': 'clear', ...scopes };
}
