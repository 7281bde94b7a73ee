import { z } from 'zod';
import { attributeClasses } from '../base/fact.ts';
import { limits } from '../base/limits.ts';
import { isDay } from '../base/time.ts';

const name = z.string().min(1).max(limits.nameCharacters);
const constant = z.union([z.string(), z.number(), z.boolean()]);
const day = z.string().refine(isDay, 'not a day that exists (YYYY-MM-DD)');

/**
 * One source (`column`, `value: true` = the unpivoted cell, `variable`, `constant` or `concat`) and its transforms,
 * applied in the order in which they stand here whatever their order in the document.
 */
const described = z.strictObject({
  column: name.optional(),
  value: z.literal(true).optional(),
  variable: name.optional(),
  constant: constant.optional(),
  concat: name.optional(),
  trim: z.boolean().optional(),
  upper: z.boolean().optional(),
  codes: z.record(z.string(), constant).optional(),
  default: constant.optional(),
  date: z
    .string()
    .regex(/^(?=.*yyyy)(?=.*MM)[yMd./ -]{6,14}$/, 'a date pattern of yyyy, MM, dd and the marks between, such as dd.MM.yyyy')
    .optional(),
  minor: z
    .string()
    .regex(/^[A-Z]{3}$/, 'a currency code of three capitals, such as EUR')
    .optional(),
  plus: z.number().optional(),
  minus: z.number().optional(),
  times: z.number().optional(),
  over: z
    .number()
    .refine((value) => value !== 0, 'not zero')
    .optional(),
  firstDayOf: z.literal('month').optional(),
  lastDayOf: z.literal('month').optional(),
  addDays: z.int().min(-36_600).max(36_600).optional(),
  addMonths: z.int().min(-1_200).max(1_200).optional(),
  class: z.enum(attributeClasses).optional(),
  type: z.enum(['word', 'number']).optional(),
  verified: z.boolean().optional(),
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
  fact: name,
  /** Which of `files`; may be left out when there is one. */
  from: name.optional(),
  key: name.optional(),
  customer: name.optional(),
  account: name.optional(),
  /** variable: { text: column }: one row per listed column. */
  unpivot: z.record(name, z.record(name, name)).optional(),
  set: z.record(name, settable).default({}),
  when: z.array(condition).max(20).default([]),
  lagDays: z.int().min(0).max(3_660).default(0),
  covers: z.strictObject({ from: day, until: day }).optional(),
});
export type Row = z.infer<typeof row>;

const file = z.strictObject({
  format: z.literal('csv'),
  encoding: z.literal('utf-8').default('utf-8'),
  delimiter: z.string().length(1).default(','),
  /** Cells that mean empty. */
  null: z.array(z.string()).max(50).default(['']),
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

/** The file a row entry reads: the named one, or the only one. */
export const fileOf = (mapping: Mapping, entry: Row): string | undefined => {
  const names = Object.keys(mapping.files);
  return entry.from ?? (names.length === 1 ? names[0] : undefined);
};

/** The one variable of an unpivot, its texts and the columns they stand for. */
export interface Unpivot {
  readonly variable: string;
  readonly texts: readonly string[];
  readonly columns: readonly string[];
}

export function unpivotOf(entry: Row): Unpivot | undefined {
  const [first] = Object.entries(entry.unpivot ?? {});
  return first && { variable: first[0], texts: Object.keys(first[1]), columns: Object.values(first[1]) };
}

/** Names that stand for the row at hand: the variable's text and `value`, the unpivoted cell. */
export const variablesOf = (entry: Row): string[] => (entry.unpivot ? [...Object.keys(entry.unpivot), 'value'] : []);

/** A value of `set` in its long form: a bare word is a variable of the unpivot or a constant. */
export function describe(value: Settable, variables: readonly string[]): Described {
  if (typeof value === 'object') return value;
  return typeof value === 'string' && variables.includes(value) ? { variable: value } : { constant: value };
}

/** A key: a column by its name, or a template `"{ID}-{month}"`. */
export const templated = (text: string): Described => (text.includes('{') ? { concat: text } : { column: text });

/** The names between braces of a template. */
export const namesIn = (template: string): string[] => [...template.matchAll(/\{([^{}]+)\}/g)].map((found) => found[1] as string);
