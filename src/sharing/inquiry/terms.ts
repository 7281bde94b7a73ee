import type { Grants } from '../../access/role.ts';
import { digest } from '../../base/digest.ts';
import type { Scope } from '../../base/scope.ts';
import type { Selected } from '../../graphql/door.ts';
import type { Agreement, Purpose } from '../agreement/agreement.ts';
import type { Terms as GradeTerms } from '../report/grade.ts';

const everybodys: readonly Scope[] = ['open', 'inquiry.ask'];

/** Scopes that a consent must cover for these fields to be told. */
export const scopesOf = (selected: readonly Selected[]): Scope[] =>
  [...new Set(selected.filter(({ sight }) => sight !== 'withheld').map(({ scope }) => scope))].filter((scope) => !everybodys.includes(scope)).sort();

/** What the ledger names as told: `Customer.name`, and `Customer.name masked` where only its mask is. Of an inquiry that is not rated only what its own type says. */
function fieldsOf(selected: readonly Selected[], outcome: 'answered' | 'not_rated'): string[] {
  const isOfNotRated = (coordinate: string): boolean => coordinate.startsWith('NotRatedInquiry.');
  return selected
    .filter(({ scope, sight }) => sight !== 'withheld' && !everybodys.includes(scope))
    .filter(({ coordinate }) => isOfNotRated(coordinate) === (outcome === 'not_rated'))
    .map(({ coordinate, sight }) => (sight === 'masked' ? `${coordinate} masked` : coordinate))
    .sort();
}

/** A list of fields and its digest. */
interface Fields {
  readonly fields: string;
  readonly fieldList: readonly string[];
}

/** What an inquiry may see, of whom, and what of it is told. */
export interface Terms {
  readonly purpose: string;
  readonly scopes: readonly Scope[];
  readonly told: Readonly<Record<'answered' | 'not_rated', Fields>>;
  readonly subjects: readonly string[];
  readonly carried: boolean;
  readonly dimension: string;
  /** How a grade is told; nothing where none is asked for. */
  readonly grading: (GradeTerms & { readonly reasons: boolean }) | undefined;
  /** A signed report is asked for. */
  readonly isReported: boolean;
}

/** By the agreement, for one purpose, of the fields of one operation. */
export function termsOf(document: Agreement, purpose: string, selected: readonly Selected[], grants: Grants, today: string): Terms {
  const { subjects, carried } = document.purposes[purpose] as Purpose;
  const scopes = scopesOf(selected);
  const listed = (fieldList: readonly string[]): Fields => ({ fields: digest(fieldList), fieldList });
  const told = { answered: listed(fieldsOf(selected, 'answered')), not_rated: listed(fieldsOf(selected, 'not_rated')) };
  const isGraded = (['rating.grade', 'rating.reasons'] as const).some((scope) => scopes.includes(scope) && grants[scope] === 'clear');
  const { dimension, grade, freshDays, bothGradesDays } = document;
  // A report says what the answer asks for: the consent was held against that, and not against all that is granted.
  const reasons = selected.some(({ coordinate, sight }) => coordinate === 'SharedGrade.reasons' && sight === 'clear');
  const grading = isGraded ? { graded: grade, freshDays, bothGradesDays, today, reasons } : undefined;
  const isReported = selected.some(({ coordinate }) => /^\w+Inquiry\.report$/.test(coordinate));
  return { purpose, scopes, told, subjects, carried, dimension, grading, isReported };
}
