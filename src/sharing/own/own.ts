import type { Language } from '../../base/text.ts';
import type { Day } from '../../base/time.ts';
import { type Amount, money } from '../../graphql/amount.ts';
import type { Agreement, SubjectKind } from '../agreement/agreement.ts';
import type { Grain } from '../agreement/grain.ts';
import type { PublishedDifference } from '../difference/publish.ts';
import type { AgreedVersion } from '../standing/standing.ts';

/** What a partner agreed to, as it reads it itself. */
export interface OwnAgreement extends Pick<Agreement, 'quotas' | 'dimension' | 'grade' | 'windowMonths' | 'freshDays' | 'bothGradesDays' | 'retentionDays'> {
  readonly number: number;
  readonly digest: string;
  readonly title: string;
  readonly fromOn: Day;
  readonly untilOn: Day;
  readonly price: Amount;
  readonly purposes: readonly OwnPurpose[];
  readonly next: OwnNext | null;
}

export interface OwnPurpose {
  readonly name: string;
  readonly title: string;
  readonly grain: Grain;
  readonly subjects: readonly SubjectKind[];
  readonly carried: boolean;
  readonly scopes: readonly { readonly scope: string; readonly treatment: string }[];
}

/** What comes next, and what changes by it. */
export interface OwnNext extends Pick<PublishedDifference, 'changes' | 'terms'>, Pick<AgreedVersion, 'number' | 'digest' | 'fromOn' | 'untilOn'> {}

export function ownOf({ document, number, digest, fromOn, untilOn }: AgreedVersion, next: OwnNext | null, language: Language): OwnAgreement {
  const { quotas, dimension, grade, windowMonths, freshDays, bothGradesDays, retentionDays, price, title, purposes } = document;
  return {
    ...{ quotas, dimension, grade, windowMonths, freshDays, bothGradesDays, retentionDays, number, digest, fromOn, untilOn, next },
    title: title[language],
    price: money(price.inquiryMinor, price.currency) as Amount,
    purposes: Object.entries(purposes).map(([name, { scopes, title: of, ...purpose }]) => ({
      ...purpose,
      name,
      title: of[language],
      scopes: Object.entries(scopes).map(([scope, treatment]) => ({ scope, treatment })),
    })),
  };
}
