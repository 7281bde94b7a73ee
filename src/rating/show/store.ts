import { decodeId } from '../../base/id.ts';
import type { Language } from '../../base/text.ts';
import type { Context } from '../../graphql/context.ts';
import type { Args, Param, Read, Reads } from '../../graphql/reads.ts';
import { Left } from '../../graphql/reads.ts';
import { pdOf } from '../calibration/calibration.ts';
import { calibrationOf } from '../calibration/rules.ts';
import type { Given } from '../decision/given.ts';
import { type PublishedStep, traceOf } from '../decision/trace.ts';
import { hidesSensitive, sensitiveIndicators } from '../lineage.ts';
import {
  accountId,
  cardName,
  characteristicsOf,
  gradeName,
  type Measured,
  type Placed,
  type PublishedReason,
  ratingId,
  reasonsOf,
  rulesetOf,
} from '../publish.ts';
import { attributesSql, everRated } from '../store.ts';
import { itself } from '../subject.ts';
import { remembered } from '../version/remembered.ts';
import type { Version } from '../version/version.ts';

/** The version a payload begins with. The resolvers read, and have the program remember, one that it does not. */
export function versionOf(payload: string): Version {
  const name = payload.slice(0, uuidLength);
  const version = remembered.get(name);
  if (!version) throw new Left(name);
  return version;
}
const uuidLength = 36;
export const behind = (payload: string): string => payload.slice(uuidLength + 1);

type Values = [Measured['values'], Measured['states'], Measured['words']];
type Places = [Placed['card'], Placed['bins'], Placed['points']];
const measured = (row: string): string => `${row}.values, ${row}.states, ${row}.words`;

/** The declared attributes as text, for who may not see what is told of the sensitive ones; else null. */
export const declared = (param: Param): string => `case when ${param('hides', 'boolean')} then ${attributesSql} end`;
const hiding = { bind: (_: Args, { grants }: Context) => ({ hides: hidesSensitive(grants) }) };

const found = new WeakMap<Version, { readonly attributes: string; readonly withheld: ReadonlySet<string> }>();
const nothing: ReadonlySet<string> = new Set();

/** What of a version the caller may not see; found once for as long as the same attributes are declared. */
export function withheldOf(version: Version, attributes: string | null): ReadonlySet<string> {
  if (attributes === null) return nothing;
  const known = found.get(version);
  if (known?.attributes === attributes) return known.withheld;
  const withheld = sensitiveIndicators(version.ruleset, new Map(Object.entries(JSON.parse(attributes))));
  found.set(version, { attributes, withheld });
  return withheld;
}

const id: Read = {
  late: (row) => [`${row}.customer_id`, `${row}.rating_id`],
  value: (payload) => ratingId(...(payload.split(' ') as [string, string])),
};

const account: Read = {
  late: (row) => `case when ${row}.subject_id not in ('${itself}', ${row}.customer_id) then ${row}.customer_id || ' ' || ${row}.subject_id end`,
  value: (payload) => (payload === '' ? null : accountId(...(payload.split(' ') as [string, string]))),
};

/** As `subjectOf` tells it. */
const subject = (row: string): string => `case ${row}.subject_id when '${itself}' then 'customer' when ${row}.customer_id then 'group' else 'account' end`;

const grade: Read = {
  common: true,
  late: (row) => `${row}.version || ' ' || ${row}.grade`,
  value: (payload) => (payload === '' ? null : gradeName(versionOf(payload), Number(behind(payload)))),
};

/** Not `common`: a partner is told less. */
const probabilityOfDefault: Read = {
  late: (row) => `${row}.version || ' ' || ${row}.grade`,
  value: (payload, { partner }) => {
    if (payload === '') return null;
    const version = versionOf(payload);
    return pdOf(calibrationOf(version), gradeName(version, Number(behind(payload))), partner !== undefined);
  },
};

const ruleset: Read = {
  common: true,
  late: (row) => `${row}.version`,
  value: (payload, { language }) => rulesetOf(versionOf(payload), language),
};

const card: Read = {
  ...hiding,
  late: (row, param) => `${row}.version || ' ' || json_build_array(${row}.card, ${declared(param)})`,
  value: (payload) => {
    const version = versionOf(payload);
    const [index, attributes] = JSON.parse(behind(payload)) as [number, string | null];
    return cardName(version, index, withheldOf(version, attributes));
  },
};

const characteristics: Read = {
  ...hiding,
  late: (row, param) => `${row}.version || ' ' || json_build_array(${measured(row)}, ${row}.card, ${row}.bins, ${row}.points, ${declared(param)})`,
  value: (payload, { language }) => {
    const version = versionOf(payload);
    const [values, states, words, card, bins, points, attributes] = JSON.parse(behind(payload)) as [...Values, ...Places, string | null];
    return characteristicsOf({ values, states, words, card, bins, points }, version, language, withheldOf(version, attributes));
  },
};

/** Codes; where points are asked the values stand behind them, to find what each lost. */
const reasons: Read = {
  common: true,
  late: (row, _param, _args, asked) =>
    `${row}.version || ' ' || array_to_string(${row}.reasons, ' ')${asked('points') ? ` || json_build_array(${measured(row)})` : ''}`,
  value: (payload) => {
    const version = versionOf(payload);
    const [text, at] = [behind(payload), behind(payload).indexOf('[')];
    if (at < 0) return reasonsOf(version, words(text));
    const [values, states, spoken] = JSON.parse(text.slice(at)) as Values;
    return reasonsOf(version, words(text.slice(0, at)), { values, states, words: spoken });
  },
};
/** As `traceOf` tells it. */
const trace: Read = {
  ...hiding,
  late: (row, param) => `${row}.version || ' ' || json_build_array(${measured(row)}, ${row}.given, ${declared(param)})`,
  value: (payload) => {
    const version = versionOf(payload);
    const [values, states, spoken, given, attributes] = JSON.parse(behind(payload)) as [...Values, Given | null, string | null];
    return traceOf({ values, states, words: spoken, given }, version, withheldOf(version, attributes));
  },
};

const words = (text: string): string[] => (text === '' ? [] : text.split(' '));

/** What `publishRating` makes of a rating, and who is meant by the id of one. */
export const reads: Reads = {
  Query: {
    rating: {
      bind: ({ id: given }) => {
        const [customerId, rating] = decodeId('rat', 2, given) ?? [];
        return { customerId, rating };
      },
      one: (_, row, param) => ({
        from: `from (${everRated(param('customerId', 'uuid'), row)}) as ${row} where ${row}.rating_id = ${param('rating', 'uuid')}`,
        order: `${row}.subject_id`,
        limit: '1',
      }),
    },
  },
  Rating: { id, subject: { column: subject }, account, grade, probabilityOfDefault, ruleset, card, characteristics, reasons, trace },
  RatingStep: { text: { of: ({ texts }: PublishedStep, context, { language }) => texts[(language ?? context.language) as Language] } },
  RatingReason: { text: { of: ({ texts }: PublishedReason, context, { language }) => texts[(language ?? context.language) as Language] } },
};
