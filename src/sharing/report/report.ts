import { z } from 'zod';
import type { Language } from '../../base/text.ts';
import type { Instant } from '../../base/time.ts';
import { type Reading, type SharedRuleset, unratedWhys } from './grade.ts';

/** What the head of a report's signature says it is a signature of. */
export const reportTyp = 'assay-report+jwt';

const day = z.iso.date();
const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const word = z.string().min(1);

const rulesetShape = z.strictObject({ name: word, title: word, digest });

const statedShape = z.strictObject({
  /** Of the form of this document. */
  v: z.literal(1),
  /** Who says it: the address of the installation. */
  iss: word,
  /** To which partner, by its name. */
  aud: word,
  /** Of whom: an id that no other partner knows the customer by. */
  sub: word,
  /** Of titles and reasons. */
  language: z.enum(['en', 'zh']),
  purpose: word,
  consent: word,
  agreement: digest,
  dimension: word,
  outcome: z.enum(['answered', 'not_rated']),
  /** Why there is no grade. */
  why: z.enum(unratedWhys).optional(),
  grade: word.optional(),
  provisional: z.boolean().optional(),
  asOf: day.optional(),
  validFrom: day.optional(),
  validUntil: day.optional(),
  ruleset: rulesetShape.optional(),
  reasons: z.array(z.strictObject({ code: word, text: word })).optional(),
  observedDefault: z
    .strictObject({ rate: z.number().min(0).max(1), customers: z.int().positive(), asOf: day, horizonMonths: z.int().positive(), outcome: word })
    .optional(),
  /** The grade by the ruleset before. */
  former: z.strictObject({ grade: word, provisional: z.boolean(), asOf: day, ruleset: rulesetShape, toldUntil: day }).optional(),
  /** Which rating it is, as the partner alone knows it, and a keyed hash of what that was made of. */
  rating: z.strictObject({ id: word, inputs: hash.optional() }).optional(),
});

/** What a report says, before its inquiry is on record. */
export type Stated = z.infer<typeof statedShape>;

export const reportShape = statedShape.extend({
  number: word,
  /** The entry of the partner's audit that was durable before it was signed. */
  audit: z.strictObject({ seq: z.int().positive(), hash }),
  /** When that was, in seconds since 1970. */
  iat: z.int().positive(),
});
/** What is signed. */
export type Report = z.infer<typeof reportShape>;

/** What the document of a report is made of. */
export interface Telling {
  /** Address of the installation. */
  readonly issuer: string;
  /** The partner's name. */
  readonly partner: string;
  readonly language: Language;
  readonly purpose: string;
  readonly dimension: string;
  /** Digest of the agreement's version. */
  readonly agreement: string;
  /** Ids as the partner alone knows them. */
  readonly subject: string;
  readonly consent: string;
  readonly rating: string | null;
  /** Keyed hash of the digest of the rating's inputs: that digest itself could be searched for. */
  readonly inputs: string | null;
  readonly reading: Reading;
}

/** The document of a report; what was not told is not in it. */
export function statedOf({ issuer, partner, language, subject, consent, purpose, dimension, agreement, reading, rating, inputs }: Telling): Stated {
  const head = { v: 1, iss: issuer, aud: partner, sub: subject, language, purpose, consent, agreement, dimension } as const;
  const { shared } = reading;
  if (!shared) return { ...head, outcome: 'not_rated', why: reading.why };
  const { grade, provisional, asOf, validFrom, validUntil, ruleset, reasons, observedDefault, former } = shared;
  const titled = ({ name, title, digest: of }: SharedRuleset) => ({ name, title: title[language], digest: of });
  return {
    ...head,
    outcome: 'answered',
    ...{ grade, provisional, asOf, validFrom, validUntil, ruleset: titled(ruleset) },
    ...(reasons && { reasons: reasons.map(({ code, texts }) => ({ code, text: texts[language] })) }),
    ...(observedDefault && { observedDefault }),
    ...(former && { former: { ...former, ruleset: titled(former.ruleset) } }),
    ...(rating !== null && { rating: { id: rating, ...(inputs !== null && { inputs }) } }),
  };
}

/** The document with its number and its place in the audit. */
export function reportOf(stated: Stated, number: string, { seq, hash: of, at }: { readonly seq: number; readonly hash: string; readonly at: Instant }): Report {
  return { ...stated, number, audit: { seq, hash: of }, iat: Math.floor(Date.parse(at) / 1000) };
}

/** Of a number its parts: the partner's name, the entry of its audit, and of several its place among them, from 1. */
export interface NumberParts {
  readonly partner: string;
  readonly seq: number;
  readonly place: number | undefined;
}

/** Nothing when it is no number of a report. */
export function partsOf(number: string): NumberParts | undefined {
  const [, partner, seq, place] = /^([a-z][a-z0-9-]{0,63})-(\d{8,15})(?:\.([1-9]\d{0,3}))?$/.exec(number) ?? [];
  return partner === undefined ? undefined : { partner, seq: Number(seq), place: place === undefined ? undefined : Number(place) };
}
