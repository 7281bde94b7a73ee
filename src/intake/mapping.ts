import { z } from 'zod';
import { attributeClasses } from '../base/fact.ts';
import { limits } from '../base/limits.ts';
import { isDay } from '../base/time.ts';

const name = z.string().min(1).max(limits.nameCharacters);
const constant = z.union([z.string(), z.number(), z.boolean()]);
const day = z.string().refine(isDay, 'not a day that exists (YYYY-MM-DD)');

const moved = z.strictObject({ column: name, times: z.int().min(-100).max(100).default(1) });
export type Moved = z.infer<typeof moved>;

/**
 * One source (`column`, `value: true` = the unpivoted cell, `variable`, `constant` or `concat`) and its transforms,
 * applied in the order in which they stand here whatever their order in the document.
 */
const described = z.strictObject({
  column: name.optional().describe('The cell of this column of the file; in a ndjson file the member at this path.'),
  value: z.literal(true).optional().describe('The cell of the unpivoted column at hand.'),
  variable: name.optional().describe('The text that stands for the unpivoted column at hand.'),
  constant: constant.optional().describe('The same for every row.'),
  concat: name.optional().describe('Cells and variables put together: "{ID}-{month}".'),
  trim: z.boolean().optional().describe('Blanks around are taken off unless false.'),
  upper: z.boolean().optional().describe('In capitals.'),
  codes: z.record(z.string(), constant).optional().describe('What each code means; an unknown one is rejected unless there is a default.'),
  default: constant.optional().describe('Stands for an empty cell and for an unknown code.'),
  date: z
    .string()
    .regex(/^(?:iso|(?=.*yyyy)(?=.*MM)[yMdHms./: T-]{6,24})$/, 'a date pattern of yyyy, MM, dd and the marks between, such as dd.MM.yyyy; or iso')
    .optional()
    .describe('How a day is written, such as dd.MM.yyyy; with a time of day (yyyy-MM-dd HH:mm:ss) the day of it; iso: ISO 8601, with an offset the local day.'),
  instant: z
    .string()
    .regex(/^(?=.*yyyy)(?=.*MM)(?=.*dd)(?=.*HH)(?=.*mm)[yMdHmsS./: T-]{12,24}$/, 'a pattern of yyyy, MM, dd, HH, mm, ss and the marks between')
    .optional()
    .describe("How a moment is written, such as yyyy-MM-dd HH:mm:ss, in the company's time zone. Without it: ISO 8601, with an offset or local."),
  minor: z
    .string()
    .regex(/^[A-Z]{3}$/, 'a currency code of three capitals, such as EUR')
    .optional(),
  plus: z.number().optional().describe('Exact, as minus, times and over are.'),
  minus: z.number().optional(),
  times: z.number().optional(),
  over: z
    .number()
    .refine((value) => value !== 0, 'not zero')
    .optional(),
  firstDayOf: z.literal('month').optional().describe('The first day of the month of a day.'),
  lastDayOf: z.literal('month').optional().describe('The last day of the month of a day.'),
  addDays: z
    .union([z.int().min(-36_600).max(36_600), moved])
    .optional()
    .describe('Days later: a number, or that of a column, times a factor (-1: earlier).'),
  addMonths: z
    .union([z.int().min(-1_200).max(1_200), moved])
    .optional()
    .describe('Months later: a number, or that of a column: { column: TENURE, times: -1 } is so many months earlier.'),
  class: z.enum(attributeClasses).optional().describe('Attributes only, and needed there: how sensitive it is; who may use it for what depends on it.'),
  type: z.enum(['word', 'number']).optional().describe('Attributes only: what its values are. Default: word.'),
  verified: z.boolean().optional().describe('Identifiers only: whether the source has checked it; only then it joins records.'),
});
export type Described = z.infer<typeof described>;

const settable = z.union([constant, described]);
export type Settable = z.infer<typeof settable>;

const condition = z.strictObject({
  column: name.optional(),
  variable: name.optional(),
  op: z.enum(['=', '<>', '<', '<=', '>', '>=', 'in']),
  value: z.union([constant, z.array(constant).min(1).max(100)]),
});
export type Condition = z.infer<typeof condition>;

const row = z.strictObject({
  fact: name.describe('The kind of fact that these rows are.'),
  from: name.optional().describe('Which of the files; may be left out when there is one.'),
  key: name.optional().describe('What the source tells its rows apart by: a column, or a template such as "{ID}-{month}". The same key again is a correction.'),
  customer: name.optional().describe("The key of the row's customer at the same source: a column or a template."),
  account: name.optional().describe("The key of the row's account at the same source: a column or a template."),
  unpivot: z
    .record(name, z.record(name, name))
    .optional()
    .describe('A wide file: { variable: { text: column } } makes one row per listed column; the text stands for the variable, the cell for value.'),
  set: z
    .record(name, settable)
    .default({})
    .describe("The columns of the fact; attributes.NAME; a customer's identifiers.KIND; availableOn, the day the company could have known."),
  when: z.array(condition).max(20).default([]).describe('Which rows are meant, joined by and; others are passed over, not rejected.'),
  lagDays: z.int().min(0).max(3_660).default(0).describe('Days after its day from which a row counts as known, where availableOn is not set.'),
  covers: z
    .strictObject({ from: day, until: day })
    .optional()
    .describe('Days that the file is complete for: tells that nothing happened from what was not loaded. Default: the months of its rows.'),
});
export type Row = z.infer<typeof row>;

const file = z.strictObject({
  format: z.enum(['csv', 'ndjson']).describe('csv: one line of column names, then rows. ndjson: one JSON object a line, columns named by path (address.city).'),
  compression: z.literal('gzip').optional().describe('A gzip file is recognised by its first bytes; saying so refuses any other.'),
  encoding: z.enum(['utf-8', 'gb18030']).default('utf-8'),
  delimiter: z.string().length(1).default(',').describe('Between the cells of a csv file: a comma, a semicolon, a tab, a blank.'),
  header: z.array(name).min(1).max(limits.columnsPerFile).optional().describe('Names of the columns of a csv file that has no line of names.'),
  lines: name
    .optional()
    .describe('Name of one more column that holds the number of the line: a key for files that have none, as long as their lines keep their places.'),
  null: z.array(z.string()).max(50).default(['']).describe('Cells that mean empty.'),
  ignore: z.array(name).max(limits.columnsPerFile).default([]).describe('Columns left out on purpose: they are never reported as new.'),
  extract: z
    .enum(['full', 'delta'])
    .default('delta')
    .describe('full: the file holds everything its source has of its facts, for the days it covers. delta: only what is new or changed.'),
  absent: z
    .enum(['close', 'report'])
    .default('report')
    .describe('What a full extract no longer holds: close supersedes facts without a successor and ends accounts; report only says so.'),
  pivot: z
    .strictObject({ by: z.array(name).min(1).max(20), name, value: name })
    .optional()
    .describe('A long file of names and values: adjacent lines equal in `by` are read as one, with a column per word of `name` holding its `value`.'),
});
export type FileShape = z.infer<typeof file>;

/** How the files of one source are read as facts. */
export const mappingShape = z.strictObject({
  kind: z.literal('mapping'),
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_-]*$/, 'lower-case letters, digits, _ and -')
    .max(100),
  title: z.strictObject({ en: z.string().min(1), zh: z.string().min(1) }).optional(),
  source: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_-]*$/, 'lower-case letters, digits, _ and -')
    .max(100),
  /** Lower wins where sources say different things of one customer. */
  priority: z.int().min(0).max(10_000).default(100),
  files: z.record(name, file).refine((files) => Object.keys(files).length > 0, 'at least one file'),
  rows: z.array(row).min(1).max(200),
});
export type Mapping = z.infer<typeof mappingShape>;

/** The published JSON Schema of a mapping document. */
export const mappingSchema = (): object => ({
  title: 'Assay mapping',
  description: 'How the files of one source are read as facts.',
  ...z.toJSONSchema(mappingShape, { io: 'input' }),
});
