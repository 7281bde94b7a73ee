import type { Kept } from '../../approval/approval.ts';
import { asOf } from '../../approval/approval.ts';
import { canonical } from '../../base/digest.ts';
import type { Instant } from '../../base/time.ts';
import type { Agreement, Purpose, SubjectKind } from './agreement.ts';
import type { Grain } from './grain.ts';
import { idOf, stateOf, type VersionRow, type VersionState } from './version.ts';

/** A purpose as the graph shows it. */
export interface PublishedPurpose {
  readonly name: string;
  readonly title: Purpose['title'];
  readonly grain: Grain;
  readonly subjects: readonly SubjectKind[];
  readonly carried: boolean;
  readonly scopes: readonly { readonly scope: string; readonly treatment: string }[];
}

/** A version as the graph shows it. */
export interface PublishedVersion extends Omit<VersionRow, 'document' | 'submittedAt'> {
  readonly id: string;
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
    id: idOf(row),
    state: stateOf({ document, ...row }, isPending, today),
    agreement: document,
    request: request ?? null,
    document: canonical(document),
  };
}

export const purposesOf = ({ purposes }: Agreement): PublishedPurpose[] =>
  Object.entries(purposes).map(([name, { scopes, ...purpose }]) => ({
    ...purpose,
    name,
    scopes: Object.entries(scopes).map(([scope, treatment]) => ({ scope, treatment })),
  }));
