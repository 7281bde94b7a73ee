import type DataLoader from 'dataloader';
import type { PartnerView } from '../access/partner.ts';
import type { Principal } from '../access/principal.ts';
import type { Disclosing } from '../access/projection.ts';
import type { Grants } from '../access/role.ts';
import type { Language } from '../base/text.ts';
import type { Day, Instant } from '../base/time.ts';
import type { Sql } from '../db/client.ts';
import type { Selecting } from './selection.ts';
import type { Shown } from './shown.ts';

/** What the installation's secrets are for: opening identifiers (a ring, oldest first) and signing cursors. */
export interface GraphKeys {
  readonly seal: readonly Uint8Array[];
  readonly cursor: Buffer;
}

/** An operation of the company's own: who asks, what for, with which variables. */
export interface Noted extends Selecting {
  readonly principal: Principal;
  readonly purpose: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly shown: Shown;
}

/** What the program brings to every operation. */
export interface World {
  readonly sql: Sql;
  /** A few connections that short statements share, several at a time on each (`pace.ts`); without them all go to `sql`. */
  readonly quick?: Sql | undefined;
  readonly keys: GraphKeys;
  /** The installation's currency: of amounts that hang on no account. */
  readonly currency: string;
  /** What we are called by from outside, without a slash at its end: who signs. */
  readonly address?: string | undefined;
  readonly now: () => Instant;
  /** The company's day today. */
  readonly today: () => Day;
  /** Puts on record what the company's own read of persons, once `shown` has ended; what it answers is to be waited for. */
  readonly noted?: ((read: Noted) => Promise<void> | undefined) | undefined;
}

/** One operation of one principal. Loaders live as long as it does. */
export interface Context extends World, Disclosing {
  readonly principal: Principal;
  readonly grants: Grants;
  readonly language: Language;
  /** What one of the company's own reads for. */
  readonly purpose?: string | undefined;
  /** Not of a partner, whose answers have entries of their own. */
  readonly shown?: Shown | undefined;
  /** Set in the operations of a partner. */
  readonly partner?: PartnerView | undefined;
  /** Gives the place at the gate to others: from here on the operation only waits for what many wait for together. */
  readonly stepOut?: (() => void) | undefined;
  /** Set when it was noted, and the ways that need no resolvers were tried. */
  tried?: boolean | undefined;
  /** What refused it then. */
  refused?: unknown;
  readonly loaders: Map<unknown, Map<string, DataLoader<string, unknown>>>;
}

interface Own {
  readonly sql?: Sql | undefined;
  readonly purpose?: string | undefined;
  readonly partner?: PartnerView | undefined;
  readonly stepOut?: (() => void) | undefined;
}

/**
 * `sql` is the operation's own view of the pool, when it has one. What the world brings is found behind the rest: copying
 * it for every operation, and once more by Apollo, would cost more than it is read.
 */
export function contextOf(
  world: World,
  principal: Principal,
  grants: Grants,
  language: Language,
  { sql = world.sql, partner, purpose, stepOut }: Own = {},
): Context {
  const told = { shown: partner ? undefined : { customers: [] as string[] }, masked: new Set<string>(), withheld: new Set<string>() };
  const own = { sql, partner, purpose, stepOut, principal, grants, language, loaders: new Map(), ...told };
  return Object.assign(Object.create(world) as World, own);
}
