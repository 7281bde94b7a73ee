import type { Day } from '../../base/time.ts';
import { currencySql, openingsSql } from '../../consumption/store.ts';
import { money } from '../../graphql/amount.ts';
import type { Context } from '../../graphql/context.ts';
import type { Args, Param, Read, Reads, Rows } from '../../graphql/reads.ts';
import { latestStatusRows, owedSql } from '../../payment/standing/store.ts';
import { checkAsOf } from '../asof.ts';
import { compileFacts } from '../facts.ts';
import type { Measured } from '../indicator.ts';
import { always } from '../measure/parts.ts';
import { behaviourIndicators, figuresFrom, figuresSince, intervalsOf, type Loaded, type Measurements } from './behaviour.ts';
import type { Scheme } from './bucket.ts';
import { checkMonths, type Held, type Late, lateByDays, lateOf, pastOf } from './history.ts';

/** Any day: the text of a statement over facts is the same for all of them. */
const someDay: Day = '2000-01-01';
const measured = Object.values(behaviourIndicators);
const compiled = (indicators: readonly Measured[], asOf: Day) => compileFacts(indicators, asOf, new Map(), 'now');

/** A statement over the facts of all that is known now, of one customer within another statement, whose parameters are those of `parametersOf`. */
const withinSql = (text: string, customer: string, param: Param): string =>
  text
    .replaceAll('= any($2::uuid[])', `= ${customer}`)
    .replace(/\$(\d+)::(\w+)/g, (_, number: string, type: string) => (number === '3' ? `'${always}'::timestamptz` : param(`p${number}`, type)));

/** The as-of day; refuses one as `checkAsOf` does. */
function dayOf({ asOf }: Args, context: Context): Day {
  const today = context.today();
  checkAsOf(asOf ?? today, today);
  return asOf ?? today;
}

let made: Readonly<Record<string, string>> = {};

/** The parameters of the statement as of a day. Those made last are kept: most ask for today. */
function parametersOf(asOf: Day): Readonly<Record<string, string>> {
  if (made['p1'] !== asOf) made = { p1: asOf, ...Object.fromEntries(compiled(measured, asOf).constants.map((constant, at) => [`p${at + 4}`, constant])) };
  return made;
}

/** What sources have loaded of what payment measures read (`Loaded`), as `merged` joins it: a source that loads every month has many intervals. */
const loadedSql = (sources: string): string => `(
  select json_agg(json_build_array(l.fact, lower(l.days), upper(l.days) - 1))
  from (
    select i.fact, unnest(range_agg(daterange(i.from_on, i.until_on, '[]'))) as days from assay.coverage as i
    where i.fact in ('bill', 'payment') and i.source = any(${sources}) and i.from_on <= i.until_on group by i.fact) as l)`;

/** `Measurements` of a customer. */
function measurementsSql(customer: string, param: Param): string {
  const { text, parts } = compiled(measured, someDay);
  const columns = parts.map(({ at, count }) => Array.from({ length: count }, (_, offset) => `c${at + offset}`).join(', '));
  return `(
    select json_build_array(${param('p1', 'date')}, ${loadedSql('m.sources')}, ${columns.map((own) => `json_build_array(${own})`).join(', ')})
    from (${withinSql(text, customer, param)}) as m (customer_id, sources, ${columns.join(', ')}))`;
}

/** What the past of an owner of accounts is formed of: the as-of day, what its sources have loaded, and of each account what `Held` says. */
type Story = readonly [asOf: Day, loaded: Loaded, accounts: readonly (readonly [Held['contractStart'], Held['knownOn'], Held['late'] | null])[] | null];

/** `Story` of accounts, which meet a condition. */
const storySql = (customer: string, accounts: string, condition: string, param: Param): string => `(
  select json_build_array(${param('p1', 'date')}, ${loadedSql('s.sources')}, (
    select json_agg(json_build_array(a.contract_start, o.known_on, o.late))
    from ${accounts} as a left join ${owedSql(condition, param('p1', 'date'))} as o using (customer_id, account_id)))
  from (${withinSql(compiled([], someDay).text, customer, param)}) as s)`;

function lateFrom(story: string, scheme: Scheme, months = 0, sinceOn?: Day): Late {
  const [asOf, loaded, accounts] = JSON.parse(story) as Story;
  const held = (accounts ?? []).map(([contractStart, knownOn, late]) => ({ contractStart, knownOn, late: late ?? [] }));
  return lateOf(scheme, pastOf(held, intervalsOf(loaded), asOf, months, sinceOn));
}

/** One row of what the fields of a behaviour are formed of; what none of those asked for needs is not formed (offset 0 keeps what is from being formed twice). */
const behaviourRow: Rows = (owner, row, param) => {
  const customer = `${owner}.customer_id`;
  const condition = `customer_id = ${customer}`;
  return {
    from: `from (
      select ${customer}, ${param('p1', 'date')} as as_of, ${currencySql(condition)} as currency, ${measurementsSql(customer, param)} as measurements,
        ${storySql(customer, openingsSql(condition), condition, param)} as story offset 0) as ${row}`,
    day: null,
  };
};

const accountRow: Rows = (owner, row, param) => {
  const [customer, account] = [`${owner}.customer_id`, `${owner}.account_id`];
  const own = `(select ${customer}, ${account}, ${owner}.contract_start)`;
  return {
    from: `from (
      select ${param('p1', 'date')} as as_of, ${storySql(customer, own, `customer_id = ${customer} and account_id = ${account}`, param)} as story offset 0) as ${row}`,
    day: null,
  };
};

const story = (row: string): string => `${row}.story`;
const history: Read = {
  bind: ({ months }) => {
    checkMonths(months);
    return {};
  },
  late: story,
  value: (payload, { partner }, { scheme, months }) => lateFrom(payload, scheme, months, partner?.sinceOn).history,
};

const figure = (name: 'daysPastDue' | 'onTimeShare'): Read => ({
  late: (row) => `${row}.measurements`,
  value: (payload, { partner }) => figuresSince(JSON.parse(payload), partner?.sinceOn)[name],
});

/** Whether a customer's buckets follow from the days past due, which are measured in any case. */
const isByDays = ({ scheme }: Args): boolean => scheme !== 'billing_months';

/** What `behave` and `past` read. */
export const reads: Reads = {
  Customer: { behaviour: { bind: (args, context) => parametersOf(dayOf(args, context)), one: behaviourRow } },
  Account: { behaviour: { bind: (args, context) => ({ p1: dayOf(args, context) }), one: accountRow } },
  Behaviour: {
    daysPastDue: figure('daysPastDue'),
    onTimeShare: figure('onTimeShare'),
    arrears: {
      late: (row) => `json_build_array(${row}.currency, ${row}.measurements)`,
      value: (payload) => {
        const [currency, measurements] = JSON.parse(payload) as [string | null, Measurements];
        return money(figuresFrom(measurements, currency).arrearsMinor, currency ?? '');
      },
    },
    reported: { one: latestStatusRows },
    bucket: {
      shape: (args) => String(isByDays(args)),
      late: (row, _, args) => (isByDays(args) ? `${row}.measurements` : story(row)),
      value: (payload, _, args) =>
        (isByDays(args) ? lateByDays(args['scheme'], figuresFrom(JSON.parse(payload)).daysPastDue) : lateFrom(payload, args['scheme'])).bucket,
    },
    history,
  },
  ReportedStatus: {},
  AccountBehaviour: {
    daysPastDue: { late: story, value: (payload) => lateFrom(payload, 'assay').daysPastDue },
    bucket: { late: story, value: (payload, _, { scheme }) => lateFrom(payload, scheme).bucket },
    history,
  },
};
