import type { Command } from 'commander';
import { limits } from '../base/limits.ts';
import { firstOfMonth, type Instant, instantOf, isDay } from '../base/time.ts';
import type { Sql } from '../db/client.ts';
import { clock, today } from '../server/clock.ts';
import { problem } from '../sharing/errors.ts';
import { breach } from '../sharing/ledger/breach.ts';
import { type Behind, type Disclosed, type PublishedDisclosure, publish, type Sought } from '../sharing/ledger/disclosed.ts';
import { soughtOf, type Wanted } from '../sharing/ledger/soughtof.ts';
import { pageDisclosures } from '../sharing/ledger/store.ts';
import { partnerByName } from '../sharing/partner/store.ts';
import { monthly } from '../sharing/usage/monthly.ts';
import { type Assay, withAssay } from './open.ts';
import { answer, run } from './out.ts';

interface Breached {
  key?: string;
  partner?: string;
  from?: string;
  until?: string;
  json?: boolean;
}

/** Adds to the commands about partners what they were told and what they owe. */
export function registerLedger(partner: Command): void {
  partner
    .command('breach')
    .description('everything that was told under a key, or to a partner, in the time it was out')
    .option('--key <kid>', 'the key')
    .option('--partner <name>', 'the partner')
    .option('--from <instant>', 'at this instant or later, such as 2026-11-01T08:00Z')
    .option('--until <instant>', 'before this instant')
    .option('--json', 'print one line of JSON')
    .action(run((options: Breached) => withAssay((assay) => told(assay, options))));
  partner
    .command('statement <name>')
    .description('what a partner asked in a month and what it costs')
    .option('--month <month>', 'such as 2026-11 (default: the present one)')
    .option('--json', 'print one line of JSON')
    .action(run((name: string, options: { month?: string; json?: boolean }) => withAssay((assay) => owed(assay, name, options))));
}

/** A page at a time: a breach may be of millions. */
async function told({ sql }: Assay, { key, partner, from, until, json }: Breached): Promise<void> {
  const asked: Wanted = { key, partner, from: from && instant(from), until: until && instant(until) };
  const { asked: _, ...scope } = await breach(sql, asked);
  const fields = scope.fields.map(({ field, masked }) => (masked ? `${field} masked` : field));
  const lines = [
    `${scope.count} answers about ${scope.customers} customers to ${scope.partners.join(', ') || 'nobody'}`,
    ...(fields.length > 0 ? [`fields: ${fields.join(', ')}`] : []),
  ];
  process.stdout.write(json ? `${JSON.stringify(scope).slice(0, -1)},"disclosures":[` : `${lines.join('\n')}\n`);
  let between = '';
  for await (const page of pages(sql, await soughtOf(sql, asked))) {
    const rows = page.map(publish).map(json ? asJson : asLine);
    process.stdout.write(json ? `${between}${rows.join()}` : `${rows.join('\n')}\n`);
    between = ',';
  }
  if (json) process.stdout.write(']}\n');
}

const asLine = ({ at, partner, customer, purpose, kid }: PublishedDisclosure): string => `${at}  ${partner.name}  ${customer}  ${purpose}  ${kid}`;

function asJson({ at, partner, customer, purpose, fields, outcome, consent, agreement, kid, seq }: PublishedDisclosure): string {
  return JSON.stringify({ at, partner: partner.name, key: kid, entry: seq, customer, purpose, fields, outcome, consent, agreement });
}

async function* pages(sql: Sql, sought: Sought): AsyncGenerator<Disclosed[]> {
  let after: Behind | undefined;
  for (;;) {
    const page = await pageDisclosures(sql, sought, after, limits.auditPage);
    if (page.length > 0) yield page;
    if (page.length < limits.auditPage) return;
    after = page.at(-1);
  }
}

const instant = (text: string): Instant => {
  const found = instantOf(text);
  if (found === undefined) throw problem('SHARING_INSTANT', { text });
  return found;
};

async function owed({ sql, timeZone }: Assay, name: string, { month, json }: { month?: string; json?: boolean }): Promise<void> {
  const first = month === undefined ? firstOfMonth(today(timeZone)) : `${month}-01`;
  if (!isDay(first)) throw problem('SHARING_MONTH', { text: month ?? '' });
  const partner = await partnerByName(sql, name);
  if (!partner) throw problem('SHARING_PARTNER_UNKNOWN', { name });
  const statement = await monthly(sql, partner, first, clock());
  const lines = statement.lines.map(
    ({ purpose, number, outcome, count, price, amount }) =>
      `  ${purpose}, version ${number}, ${outcome}: ${count} at ${price.amount} ${price.currency} = ${amount.amount} ${amount.currency}`,
  );
  const totals = statement.totals.map(({ amount, currency }) => `${amount} ${currency}`).join(', ') || 'nothing';
  answer(json, { ...statement, month: first.slice(0, 7) }, [
    `${name}, ${first.slice(0, 7)}${statement.final ? '' : ' (not over)'}: ${statement.inquiries} inquiries, ${statement.charged} charged, ${totals}`,
    ...lines,
  ]);
}
