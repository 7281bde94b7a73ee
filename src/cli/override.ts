import { type Command, Option } from 'commander';
import { decodeId, encodeId } from '../base/id.ts';
import { limits } from '../base/limits.ts';
import { type Day, isDay } from '../base/time.ts';
import { customersByKey } from '../customer/directory/store.ts';
import type { Db } from '../db/client.ts';
import { problem } from '../rating/errors.ts';
import { table } from '../rating/listing.ts';
import { finish } from '../rating/override/finish.ts';
import { digestOf, type OverrideRow, type PublishedOverride, publish, type State, states, whoseOf } from '../rating/override/override.ts';
import { request } from '../rating/override/request.ts';
import { overrideById, pageOverrides } from '../rating/override/store.ts';
import { type OverrideRates, overrideRates } from '../rating/tally/overriderates.ts';
import type { Group, Turned } from '../rating/tally/tally.ts';
import { today } from '../server/clock.ts';
import { actingOn } from './acting.ts';
import { type Assay, withAssay } from './open.ts';
import { answer, run } from './out.ts';

interface Options {
  dimension: string;
  by?: string;
  json?: boolean;
}

interface Asking extends Options {
  grade: string;
  cause: string;
  why: string;
  until: string;
  account?: string;
  group?: boolean;
}

interface Listing extends Partial<Options> {
  customer?: string;
  state?: State;
  cause?: string;
}

interface Period extends Options {
  from: string;
  until: string;
  outcome: string;
  months: string;
}

export function register(program: Command): void {
  const override = program.command('override').description('set another grade than the computed one, for a cause and a time');
  const step = (name: string, description: string): Command => override.command(name).description(description).option('--json', 'print one line of JSON');
  step('request <customer>', 'ask for another grade of a customer (its id, or its key in a source); it begins at once where one person may decide it')
    .requiredOption('--grade <grade>', 'the grade that is wanted')
    .requiredOption('--cause <code>', 'a cause that the active ruleset lists')
    .requiredOption('--why <text>', 'what there is to say for it; it goes on record')
    .requiredOption('--until <day>', 'the first day without it, YYYY-MM-DD')
    .option('--dimension <name>', 'of which rating', 'credit')
    .option('--account <id>', 'the grade of this account')
    .option('--group', 'the grade of the group that the customer heads')
    .option('--by <name>', 'who asks (default: the user of this machine)')
    .action(run((customer: string, options: Asking) => withAssay((assay) => ask(assay, customer, options))));
  step('end <id>', 'end an override that is in force')
    .requiredOption('--why <text>', 'why; it goes on record')
    .option('--by <name>', 'who ends it (default: the user of this machine)')
    .action(run((id: string, options: Asking) => withAssay((assay) => end(assay, id, options))));
  step('list', 'the ledger of overrides, newest first')
    .option('--dimension <name>', 'of this rating alone')
    .option('--customer <id>', 'of this customer alone: its id, or its key in a source')
    .addOption(new Option('--state <state>', 'of which this became').choices(states))
    .option('--cause <code>', 'for this cause alone')
    .option('--by <name>', 'that this person asked for')
    .action(run((options: Listing) => withAssay((assay) => list(assay, options))));
  step('rates', 'how often grades of customers were overridden, by whom, why, and what became of the customers')
    .requiredOption('--from <day>', 'begun on this day or later')
    .requiredOption('--until <day>', 'begun on this day or earlier')
    .option('--dimension <name>', 'of which rating', 'credit')
    .option('--outcome <kind>', 'what counts as bad: default, churn, write_off or fraud', 'default')
    .option('--months <n>', 'for how many months after it began', '12')
    .action(run((options: Period) => withAssay((assay) => rates(assay, options))));
}

async function ask(assay: Assay, customer: string, { grade, cause, why, until, dimension, account, group, by, json }: Asking): Promise<void> {
  const acting = actingOn(assay, by);
  const subject = account === undefined ? (group ? 'group' : 'customer') : 'account';
  const expiresOn = dayOf(until, '--until');
  const row = (await assay.sql.begin(async (tx) => {
    const whose = whoseOf({ customerId: await customerOf(tx, customer), subject, account });
    return overrideById(tx, await request(tx, { ...whose, dimension, grade, cause, why, expiresOn }, acting));
  })) as OverrideRow;
  const shown = publish(row, acting.today);
  answer(json, shown, [
    told(shown),
    ...(shown.approvalId === null ? [] : [`  assay approve ${shown.approvalId} --digest ${digestOf(row)} --comment WHY --by NAME`]),
  ]);
}

async function end(assay: Assay, id: string, { why, by, json }: Asking): Promise<void> {
  const acting = actingOn(assay, by);
  const row = (await assay.sql.begin(async (tx) => overrideById(tx, await finish(tx, id, why, acting)))) as OverrideRow;
  answer(json, publish(row, acting.today), told(publish(row, acting.today)));
}

async function list({ sql, timeZone }: Assay, { dimension, customer, state, cause, by, json }: Listing): Promise<void> {
  const day = today(timeZone);
  const [customerId] = customer === undefined ? [] : (decodeId('cus', 1, await customerOf(sql, customer)) ?? []);
  const sought = { dimension: dimension ?? null, customerId: customerId ?? null, state: state ?? null, cause: cause ?? null, askedBy: by ?? null, today: day };
  const rows = await pageOverrides(sql, sought, undefined, limits.pageMax + 1);
  const overrides = rows.slice(0, limits.pageMax).map((row) => publish(row, day));
  const more = rows.length > limits.pageMax;
  answer(json, { overrides, more }, [...overrides.map(told), `${overrides.length}${more ? ' and more' : ''} overrides`]);
}

async function rates({ sql }: Assay, { from, until, dimension, outcome, months, json }: Period): Promise<void> {
  const asked = {
    from: dayOf(from, '--from'),
    until: dayOf(until, '--until'),
    dimension,
    outcome,
    horizonMonths: monthsOf(months),
  };
  const found = await overrideRates(sql, asked);
  answer(json, found, report(found, asked.horizonMonths));
}

const told = ({ id, state, computed, grade, cause, customerId, account, dimension, askedBy, fromOn, expiresOn, why }: PublishedOverride): string =>
  `${id}  ${state}: ${dimension} of ${account ?? customerId} from ${computed} to ${grade}, ${fromOn ?? 'not begun'} to ${expiresOn}, ${cause} (${askedBy}: ${why})`;

const percent = (value: number | null): string => (value === null ? '-' : `${(value * 100).toFixed(2)} %`);

function report({ graded, asOf, count, rate, up, down, officers, causes }: OverrideRates, months: number): string[] {
  const turned = ({ count: all, good, bad, indeterminate, badRate }: Turned): string[] => [
    String(all),
    String(good),
    String(bad),
    String(indeterminate),
    percent(badRate),
  ];
  const line = (group: Group): string[] => [group.name, String(group.count), percent(group.rate), ...turned(group.up), ...turned(group.down)];
  const ways = ['up', 'down'].flatMap((way) => [way, 'good', 'bad', 'open', 'bad rate']);
  const right = Array.from({ length: 12 }, (_, at) => at + 1);
  return [
    graded === null
      ? `${count} overrides; no rating run over everybody in the period`
      : `${count} overrides, ${percent(rate)} of ${graded} customers graded as of ${asOf}`,
    `what became of the customers within ${months} months, to a better (up) and to a worse grade (down)`,
    '',
    ...table([['by', 'overrides', 'rate', ...ways], line({ name: 'everybody', count, rate, up, down }), ...officers.map(line)], right),
    '',
    ...table([['cause', 'overrides', 'rate', ...ways], ...causes.map(line)], right),
  ];
}

function dayOf(text: string, path: string): Day {
  if (!isDay(text)) throw problem('RATING_DAY', { given: text }, { path });
  return text;
}

function monthsOf(text: string): number {
  if (!/^\d{1,4}$/.test(text)) throw problem('OVERRIDE_HORIZON', { months: text, most: limits.windowMonthsMax }, { path: '--months' });
  return Number(text);
}

/** The id of a customer that is named by its id or by its key in a source. */
async function customerOf(db: Db, text: string): Promise<string> {
  if (decodeId('cus', 1, text)) return text;
  const found = new Set((await customersByKey(db, [text])).map(({ customerId }) => customerId));
  const [customerId] = found;
  if (found.size !== 1 || customerId === undefined) throw problem('RATING_CUSTOMER_UNKNOWN', { id: text });
  return encodeId('cus', customerId);
}
