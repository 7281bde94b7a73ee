import { asOf, type Kept } from '../../approval/approval.ts';
import { canonical } from '../../base/digest.ts';
import type { Day, Instant } from '../../base/time.ts';
import type { Agreement } from './agreement.ts';
import { idOf, lastDayOf, stateOf, type VersionRow, type VersionState } from './version.ts';

/** A version as the graph shows it. */
export interface PublishedVersion extends Omit<VersionRow, 'document' | 'submittedAt' | 'untilOn'> {
  readonly id: string;
  readonly untilOn: Day | null;
  readonly state: VersionState;
  readonly agreement: Agreement;
  readonly request: Kept | null;
  readonly document: string;
}

/** `request`: the newest about it. */
export function publish({ document, ...row }: VersionRow, request: Kept | undefined, { at, today }: { at: Instant; today: string }): PublishedVersion {
  const isPending = request !== undefined && asOf(request, at).state === 'submitted';
  return {
    ...row,
    untilOn: lastDayOf(row),
    id: idOf(row),
    state: stateOf({ document, ...row }, isPending, today),
    agreement: document,
    request: request ?? null,
    document: canonical(document),
  };
}
