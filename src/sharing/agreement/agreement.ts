import { z } from 'zod';
import { limits } from '../../base/limits.ts';
import { grains, shareableScopes } from './grain.ts';

const text = z.strictObject({ en: z.string().regex(/\S/), zh: z.string().regex(/\S/) });
const day = z.iso.date();
const name = z.string().regex(/^[a-z][a-z0-9-]{0,63}$/);

/** Whom a partner may ask about. */
export const subjectKinds = ['person', 'organisation'] as const;
export type SubjectKind = (typeof subjectKinds)[number];

const purposeShape = z.strictObject({
  title: text,
  /** About whom it may ask. */
  subjects: z
    .array(z.enum(subjectKinds))
    .min(1)
    .max(subjectKinds.length)
    .default([...subjectKinds]),
  /** Only what the customer itself consented to counts: it carries its grade to the partner. */
  carried: z.boolean().default(false),
  /** How fine it sees: it bounds the scopes it can ever reach (`grain.ts`). */
  grain: z.enum(grains),
  scopes: z.partialRecord(z.enum(shareableScopes), z.enum(['clear', 'masked', 'withheld'])),
});
export type Purpose = z.infer<typeof purposeShape>;

/** What is agreed with a partner: for which purposes it may ask, what it then sees, how often, for how much, from when until when. */
export const agreementShape = z.strictObject({
  kind: z.literal('agreement'),
  /** The partner's name (`client_id`). */
  partner: name,
  title: text,
  purposes: z.record(name, purposeShape),
  /** What is graded; of nothing else a grade or rating is told. */
  dimension: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,63}$/)
    .default('credit'),
  /** The issued grade, which policy goes by, and no rating of any day; or the newest rating. */
  grade: z.enum(['issued', 'monitoring']).default('issued'),
  /** Facts of so many months before the day of the inquiry, no older ones. */
  windowMonths: z.int().min(1).max(limits.agreementWindowMonthsMax),
  /** A grade as of a day longer ago is not told. */
  freshDays: z.int().min(1).max(limits.agreementFreshDaysMax),
  /** After a ruleset was changed, the grade by the former one is told beside for so many days; 0: never. */
  bothGradesDays: z.int().min(0).max(366).default(0),
  quotas: z.strictObject({
    /** Inquiries a day, whatever their outcome. */
    day: z.int().min(1).max(limits.quotaDayMax),
    /** About one subject a day. */
    subject: z.int().min(1).max(limits.quotaDayMax),
    /** At once; one place comes free every so many parts of a second. */
    burst: z.int().min(1).max(limits.quotaBurstMax),
    perSecond: z.number().positive().max(limits.quotaBurstMax),
  }),
  price: z.strictObject({ inquiryMinor: z.int().min(0).max(limits.minorMax), currency: z.string().regex(/^[A-Z]{3}$/) }),
  /** How long the partner may keep what it was told. */
  retentionDays: z.int().min(1).max(limits.agreementRetentionDaysMax),
  valid: z.strictObject({ from: day, until: day }),
});
export type Agreement = z.infer<typeof agreementShape>;

/** The published contract of the document (JSON Schema 2020-12). */
export const agreementSchema = (): object => ({
  title: 'Assay agreement',
  description: 'What is agreed with a partner: for which purposes it may ask about whom, what it then sees, how often, for how much, from when until when.',
  ...z.toJSONSchema(agreementShape, { io: 'input' }),
});

/** Prefix of a version's id outside. */
export const agreementPrefix = 'agr';
