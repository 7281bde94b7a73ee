import { type Params, Problem } from '../../base/problem.ts';
import { type Day, type Instant, instantOf, isDay } from '../../base/time.ts';
import { drafted, type Terms } from '../consent/draft.ts';
import { problem } from '../errors.ts';
import type { Standing } from '../standing/standing.ts';

/** What the columns of a file of consents hold, in the order in which they are told; those of `needed` must be there and filled. */
export const columns = [
  'customer',
  'reference',
  'purpose',
  'scopes',
  'text_version',
  'language',
  'given_on',
  'valid_from',
  'valid_until',
  'form_number',
  'form_digest',
] as const;
export type Column = (typeof columns)[number];
export const needed: readonly Column[] = ['customer', 'purpose', 'scopes', 'text_version', 'language', 'given_on'];

/** A line of the file: its number and its cells, by column. */
export interface Line {
  readonly line: number;
  readonly cells: Readonly<Partial<Record<Column, string>>>;
}

/** A line that was left out: where, what stands there, and why. */
export interface Refused {
  readonly line: number;
  readonly column: string;
  readonly cell: string;
  readonly code: string;
  readonly params: Params;
}

/** Refuses a file that lacks a column. SHARING_CONSENT_COLUMNS. */
export function checkHeader(header: readonly string[]): void {
  const lacking = needed.filter((column) => !header.includes(column));
  if (lacking.length > 0) throw problem('SHARING_CONSENT_COLUMNS', { columns: lacking.join(', '), known: columns.join(', ') });
}

/** The column that a place in the input stands for. */
const columnOf = (path: string | undefined): string =>
  (path ?? '').replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replace(/^customer_id$/, 'customer');

/** Why a line is left out, by the problem it meets. */
export function refusedBy({ line, cells }: Line, { code, params, path }: Problem): Refused {
  const column = columnOf(path);
  const whole = cells[column as Column] ?? '';
  const cell = whole.length > shown ? `${whole.slice(0, shown)}…` : whole;
  return { line, column, cell, code, params: { ...params, line, column, cell } };
}

/** Only so much of a cell is told. */
const shown = 200;

/** The terms of a line's consent, or why it is left out. */
export function read(row: Line, fileDigest: string, standing: Standing, now: { at: Instant; today: Day }): Terms | Refused {
  try {
    return termsOf(row, fileDigest, standing, now);
  } catch (error) {
    if (error instanceof Problem) return refusedBy(row, error);
    throw error;
  }
}

function termsOf({ line, cells }: Line, fileDigest: string, standing: Standing, now: { at: Instant; today: Day }): Terms {
  const cell = (column: Column): string => cells[column]?.trim() ?? '';
  const given = (column: Column): string | null => cell(column) || null;
  const lacking = needed.find((column) => cell(column) === '');
  if (lacking) throw problem('SHARING_CONSENT_CELL_MISSING', {}, { path: lacking });
  const instant = (column: Column): Instant | null => {
    const found = cell(column) === '' ? null : instantOf(cell(column));
    if (found === undefined) throw problem('SHARING_CONSENT_INSTANT', {}, { path: column });
    return found;
  };
  const givenOn = cell('given_on');
  if (!isDay(givenOn)) throw problem('SHARING_CONSENT_DAY', {}, { path: 'given_on' });
  const said = { purpose: cell('purpose'), scopes: cell('scopes').split(/[\s|;]+/), textVersion: cell('text_version'), language: cell('language') };
  const times = { givenOn, validFrom: instant('valid_from'), validUntil: instant('valid_until') };
  const evidence = { way: 'import', fileDigest, line, formNumber: given('form_number'), formDigest: given('form_digest') } as const;
  return drafted({ ...said, ...times, reference: given('reference'), evidence }, standing, now);
}
