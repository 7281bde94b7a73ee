import type { Treatment } from '../../access/role.ts';
import { limits } from '../../base/limits.ts';
import { addDays, type Day } from '../../base/time.ts';
import { problem } from '../errors.ts';
import type { Agreement, Purpose } from './agreement.ts';
import type { VersionRow } from './version.ts';

/** Something that a partner had by one document and has less of by another. */
export interface Loss {
  /** Where in the document: `purposes.letting.scopes.rating.grade`. */
  readonly path: string;
}

const order: readonly (Treatment | undefined)[] = ['clear', 'masked', 'withheld', undefined];

/** What a partner can no longer do or see: purposes, scopes and subjects that go, a worse treatment, consents that count no longer, another grade than it was told, older facts and grades, the former grade, more inquiries. */
export function lossesOf(old: Agreement, now: Agreement): Loss[] {
  const lost = Object.entries(old.purposes).flatMap(([purpose, before]) => {
    const path = `purposes.${purpose}`;
    const after = Object.hasOwn(now.purposes, purpose) ? now.purposes[purpose] : undefined;
    return after ? lostIn(before, after, path) : [path];
  });
  const others = (['dimension', 'grade'] as const).filter((member) => old[member] !== now[member]);
  const less = (['windowMonths', 'freshDays', 'bothGradesDays'] as const).filter((member) => now[member] < old[member]);
  const fewer = (['day', 'subject', 'burst', 'perSecond'] as const).filter((member) => now.quotas[member] < old.quotas[member]);
  return [...lost, ...others, ...less, ...fewer.map((member) => `quotas.${member}`)].map((path) => ({ path }));
}

const lostIn = (before: Purpose, after: Purpose, path: string): string[] => [
  ...(Object.keys(before.scopes) as (keyof Purpose['scopes'])[])
    .filter((scope) => order.indexOf(after.scopes[scope]) > order.indexOf(before.scopes[scope]))
    .map((scope) => `${path}.scopes.${scope}`),
  ...(before.subjects.every((subject) => after.subjects.includes(subject)) ? [] : [`${path}.subjects`]),
  ...(after.carried && !before.carried ? [`${path}.carried`] : []),
];

/** Versions that one takes the place of when it begins: approved, not ended, and still holding then. */
export const displaced = (versions: readonly VersionRow[], { versionId }: Pick<VersionRow, 'versionId'>, fromOn: Day): VersionRow[] =>
  versions.filter(
    (other) => other.versionId !== versionId && other.approvedAt !== null && other.endedAt === null && other.fromOn <= other.untilOn && other.untilOn >= fromOn,
  );

/** Of those, what was announced for a day to come and never begins. */
export const overtaken = (displaced: readonly VersionRow[], fromOn: Day, today: Day): VersionRow[] =>
  displaced.filter((other) => other.fromOn > today && other.fromOn >= fromOn);

/** Refuses a version that takes something away sooner than it can be told beforehand, unless somebody says why it is urgent. SHARING_NOTICE. */
export function checkNotice(version: VersionRow, versions: readonly VersionRow[], { today, urgent }: { today: Day; urgent: string | null }): Loss[] {
  const { document, fromOn } = version;
  const losses = displaced(versions, version, fromOn).flatMap((other) => lossesOf(other.document, document));
  const days = limits.agreementNoticeDays;
  const earliest = addDays(today, days);
  if (losses.length > 0 && fromOn < earliest && urgent === null)
    throw problem('SHARING_NOTICE', { count: losses.length, first: losses[0]?.path ?? '', fromOn, days, earliest }, { path: 'valid.from' });
  return losses;
}
