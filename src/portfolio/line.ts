/** What a line says of one customer. */
export interface Line {
  readonly customerId: string;
  readonly kind: string;
  readonly nameKey: string;
  readonly gradeName: string | null;
  readonly grade: number | null;
  readonly score: number | null;
  readonly arrearsMinor: number | null;
  readonly daysPastDue: number | null;
}

/** Stands in the line for what is missing: below every score, arrears and days, behind every grade. */
export const absent = { gradeName: '', grade: 32_767, score: -1e15, arrearsMinor: -1, daysPastDue: -1 } as const;

interface Order {
  readonly column: string;
  /** Of a value of the column or beside all of them. */
  readonly type: string;
  /** The largest comes first. */
  readonly descending: boolean;
  /** What stands for missing, where it would come first by its size: it comes last all the same. */
  readonly behind?: number;
}

export type Sort = 'SCORE_HIGHEST' | 'SCORE_LOWEST' | 'GRADE_BEST' | 'GRADE_WORST' | 'ARREARS_LARGEST' | 'DAYS_PAST_DUE_MOST' | 'NAME';
/** Sorts by what the line holds. */
export const sorts: Readonly<Record<Sort, Order>> = {
  SCORE_HIGHEST: { column: 'score', type: 'float8', descending: true },
  SCORE_LOWEST: { column: 'score', type: 'float8', descending: false, behind: absent.score },
  GRADE_BEST: { column: 'grade', type: 'int', descending: false },
  GRADE_WORST: { column: 'grade', type: 'int', descending: true, behind: absent.grade },
  ARREARS_LARGEST: { column: 'arrears_minor', type: 'bigint', descending: true },
  DAYS_PAST_DUE_MOST: { column: 'days_past_due', type: 'int', descending: true },
  NAME: { column: 'name_key', type: 'text', descending: false },
};

/** Conditions joined by and; what is left out does not narrow. */
export interface Filter {
  readonly grades?: readonly string[] | null;
  readonly kind?: string | null;
  readonly scoreAtLeast?: number | null;
  readonly scoreBelow?: number | null;
  readonly arrearsMinorAtLeast?: number | null;
  readonly daysPastDueAtLeast?: number | null;
}

/** The conditions that a filter gives; grades may be none at all. */
export const given = (filter: Filter): (keyof Filter)[] =>
  (['grades', 'kind', 'scoreAtLeast', 'scoreBelow', 'arrearsMinorAtLeast', 'daysPastDueAtLeast'] as const).filter((name) =>
    name === 'grades' || name === 'kind' ? filter[name] : filter[name] !== null && filter[name] !== undefined,
  );

/** Whether a page in this sort needs no line: by name and without a condition it is everybody, rated or not. */
export const isEverybody = (sort: Sort, filter: Filter): boolean =>
  sort === 'NAME' && Object.values(filter).every((value) => value === null || value === undefined);
