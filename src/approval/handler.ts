import type { Scope } from '../base/scope.ts';
import type { Day, Instant } from '../base/time.ts';
import type { Tx } from '../db/client.ts';
import type { Asked, Ended } from './approval.ts';

/** Who acts, and when. */
export interface Acting {
  readonly who: string;
  readonly at: Instant;
  /** The company's day. */
  readonly today: Day;
  readonly holds: (scope: Scope) => boolean;
}

/** What a kind of request means. All of it runs in the transaction of the vote: a Problem thrown undoes the vote and is its refusal. */
export interface Handler {
  /** What an approver must hold in clear. */
  readonly scope: Scope;
  /**
   * Digest of the thing as it is now; nothing when it is gone. Another than the request's refuses every vote. Left out where
   * the digest is the thing's name, so that it cannot change.
   */
  readonly current?: (tx: Tx, asked: Asked) => Promise<string | undefined>;
  /** Runs once, with the approval that was still needed; `acting` is who gave it. */
  readonly effect: (tx: Tx, asked: Ended<'approved'>, acting: Acting) => Promise<void>;
  /** Runs once when a person refused it, or the submitter withdrew it, and with what that person said of it; by default nothing. */
  readonly closed?: (tx: Tx, asked: Ended<'refused' | 'withdrawn'>, acting: Acting, comment: string) => Promise<void>;
}

/** By kind of request: every room brings its own. */
export type Handlers = Readonly<Record<string, Handler>>;
