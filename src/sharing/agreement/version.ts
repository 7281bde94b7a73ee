import { encodeId } from '../../base/id.ts';
import type { Text } from '../../base/text.ts';
import type { Day, Instant } from '../../base/time.ts';
import { type Agreement, agreementPrefix } from './agreement.ts';

/** A version as it lies in the table. */
export interface VersionRow {
  readonly versionId: string;
  readonly partnerId: string;
  readonly number: number;
  readonly document: Agreement;
  readonly digest: string;
  readonly author: string;
  readonly draftedAt: Instant;
  readonly submittedAt: Instant | null;
  readonly approvedAt: Instant | null;
  /** Of one that nobody approved what its document says. */
  readonly fromOn: Day;
  readonly untilOn: Day;
  readonly suspendedAt: Instant | null;
  readonly endedAt: Instant | null;
}

export const versionStates = ['draft', 'submitted', 'approved', 'in_force', 'suspended', 'superseded', 'expired', 'ended'] as const;
export type VersionState = (typeof versionStates)[number];

/** What a version is on a day; `isPending`: somebody is asked to approve it. */
export function stateOf({ approvedAt, endedAt, suspendedAt, fromOn, untilOn, document }: VersionRow, isPending: boolean, today: Day): VersionState {
  if (approvedAt === null) return isPending ? 'submitted' : 'draft';
  if (endedAt !== null) return 'ended';
  if (untilOn < today || untilOn < fromOn) return untilOn < document.valid.until ? 'superseded' : 'expired';
  if (suspendedAt !== null) return 'suspended';
  return fromOn > today ? 'approved' : 'in_force';
}

/** The last day with it; null where a later one took its place before its first day was over. */
export const lastDayOf = ({ approvedAt, fromOn, untilOn }: Pick<VersionRow, 'approvedAt' | 'fromOn' | 'untilOn'>): Day | null =>
  approvedAt !== null && untilOn < fromOn ? null : untilOn;

export const idOf = ({ versionId }: Pick<VersionRow, 'versionId'>): string => encodeId(agreementPrefix, versionId);

/** What is asked for, in a line; that nobody is told beforehand is said too, and which announced versions will not begin. */
export function titleOf({ number, document: { partner, title, valid } }: VersionRow, isUrgent: boolean, overtaken: readonly VersionRow[]): Text {
  const en = overtaken.map((other) => ` (version ${other.number}, announced from ${other.fromOn}, will not begin)`).join('');
  const zh = overtaken.map((other) => `（已预告自 ${other.fromOn} 起的第 ${other.number} 版不再生效）`).join('');
  return {
    en: `Agreement with ${partner}, version ${number}, from ${valid.from} to ${valid.until}: ${title.en}${isUrgent ? ' (urgent: takes something away without notice)' : ''}${en}`,
    zh: `与 ${partner} 的协议第 ${number} 版，${valid.from} 至 ${valid.until}：${title.zh}${isUrgent ? '（紧急：未提前告知即减少内容）' : ''}${zh}`,
  };
}

/** What the log says of it. */
export const detailOf = ({ number, document: { partner }, fromOn, untilOn }: VersionRow): object => ({ partner, number, fromOn, untilOn });
