import type { Scope } from './scope.ts';

/** What a published field that no source told is made of. It holds for all below it that says nothing of its own. */
export interface Lineage {
  /** The scopes of the data that it is made of. */
  readonly from: readonly Scope[];
  /** Why it may be seen by who may not see those; not needed where they are its own. */
  readonly why?: string;
  /** Why it is made of facts before a partner's data window too: it would come out wrong without them, and does not tell them. */
  readonly beyond?: string;
}

/** By coordinate, `Customer.behaviour`. */
export type Lineages = Readonly<Record<string, Lineage>>;
