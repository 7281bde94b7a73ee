import type { Kept } from '../../approval/approval.ts';
import type { Acting } from '../../approval/handler.ts';
import { type PublishedApproval, publish } from '../../approval/request.ts';
import type { Scope } from '../../base/scope.ts';
import type { Language } from '../../base/text.ts';
import type { Instant } from '../../base/time.ts';
import type { Life, LifeState } from './life.ts';
import type { Activation } from './schedule.ts';

/** A life as the graph shows it: each state tells its own of these. */
export interface PublishedLife {
  readonly state: LifeState;
  readonly since: Instant;
  readonly approval: PublishedApproval | null;
  readonly activation: Activation | null;
  readonly until: Activation | null;
  readonly replacedBy: Activation | null;
  readonly coming: readonly Activation[];
}

export const publishLife = (life: Life, shown: (request: Kept) => PublishedApproval): PublishedLife => ({
  activation: null,
  until: null,
  replacedBy: null,
  coming: [],
  ...life,
  approval: life.request && shown(life.request),
});

/** What whoever decides on a version, or on a stop, must hold. */
export const deciding: Scope = 'ruleset.approve';

/** A request about a version or a stop, as whoever asks sees it. */
export const publishRequest = (kept: Kept, acting: Acting, language: Language): PublishedApproval =>
  publish(kept, acting, acting.holds('approval.decide') && acting.holds(deciding) ? ['ruleset', 'ruleset_stop'] : [], language);

/** The type of the graph that a state is told by. */
export const typeOf = ({ state }: PublishedLife): string => `Ruleset${state.slice(0, 1).toUpperCase()}${state.slice(1)}`;
