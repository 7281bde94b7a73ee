import { toAmount } from '../base/money.ts';
import { asOfNumber, dayText, monthText, world } from './calendar.ts';
import { tariffs } from './consumption.ts';
import type { Customer, Held } from './customer.ts';
import { dunned } from './dunning.ts';
import { eventsOf } from './event.ts';
import { reported } from './history.ts';
import { type Cell, partnerNo, type Rows } from './sheet.ts';

export const money = (minor: number): string => toAmount(minor, world.currency);
/** A day if it came before the world's as-of day. */
export const past = (day: number | null): string | null => (day !== null && day < asOfNumber ? dayText(day) : null);

type Billing = { [Sheet in keyof Rows as Sheet extends `billing/${string}.corrected` ? never : Sheet extends `billing/${string}` ? Sheet : never]: Cell[][] };

/** What the billing system says of one customer. */
export function billing(seed: number, customer: Customer): Billing {
  const accounts = customer.accounts;
  const each = (rows: (account: Held) => Cell[][]): Cell[][] => accounts.flatMap(rows);
  const postpaid = accounts.filter(({ topUps }) => topUps === undefined);
  const cases = accounts.map((account) => ({ account, ...dunned(seed, account), ...eventsOf(seed, customer, account) }));
  return {
    'billing/customers': accounts.length > 0 ? [partner(customer)] : [],
    'billing/accounts': each((account) => [accountRow(customer, account)]),
    'billing/usage': each((account) => monthsOf(account).flatMap((month) => usage(account, month))),
    'billing/bills': postpaid.flatMap(bills),
    'billing/payments': postpaid.flatMap(payments),
    'billing/statuses': postpaid.flatMap((account) => monthsOf(account).map((month) => status(account, month))),
    'billing/prepayments': each(topUps),
    'billing/arrangements': cases.flatMap(({ account: { key }, arrangements }) =>
      arrangements.map(({ number, agreedOn, kind, amount }) => [`${key}-A${number}`, key, dayText(agreedOn), kind, money(amount)]),
    ),
    'billing/instalments': cases.flatMap(({ account: { key }, arrangements }) =>
      arrangements.flatMap(({ number, agreedOn, instalments }) =>
        instalments.map(({ dueOn, amount }, at) => [`${key}-A${number}`, at + 1, key, dayText(dueOn), money(amount), dayText(agreedOn)]),
      ),
    ),
    'billing/notices': cases.flatMap(({ account: { key }, notices, orders }) =>
      [...notices, ...orders].map(({ kind, sentOn, channel, deliveredOn, deadlineOn, compliedOn }, at) => {
        const days = [past(deliveredOn), deadlineOn === null ? null : dayText(deadlineOn), past(compliedOn)];
        return [`${key}-N${at + 1}`, key, kind, dayText(sentOn), channel, ...days];
      }),
    ),
    'billing/events': cases.flatMap(({ account: { key }, events }) =>
      events.map(({ kind, occurredOn, endedOn, severity }, at) => [`${key}-E${at + 1}`, key, kind, dayText(occurredOn), past(endedOn), severity]),
    ),
    'billing/outcomes':
      customer.defaultedOn === undefined ? [] : [[partnerNo(customer.index), 'default', world.asOf, world.observedUntil, customer.defaultedOn]],
  };
}

function partner({ index, identity, since, numberInBilling, billingAddress }: Customer): Cell[] {
  const number = numberInBilling ? identity.number : null;
  const person = identity.kind === 'person';
  return [partnerNo(index), person ? 'P' : 'O', identity.latinName, billingAddress, person ? number : null, person ? null : number, since];
}

function accountRow({ index, identity }: Customer, { key, service, isDedicated, openedOn, endedOn, history, topUps }: Held): Cell[] {
  const { plans } = tariffs[service];
  const state = endedOn === null ? 'active' : history.endedIn === null ? 'closed' : 'cut_off';
  const meter = service === 'mobile' ? null : `M${key}`;
  const voltage = service !== 'electricity' ? null : isDedicated ? '35 kV' : identity.scale >= 20 ? '10 kV' : identity.scale >= 4 ? '380 V' : '220 V';
  const section = service === 'mobile' ? null : `${service.slice(0, 1).toUpperCase()}${String(index % 97).padStart(2, '0')}`;
  const plan = isDedicated ? 'dedicated line' : (plans[Number(key) % plans.length] ?? null);
  return [key, partnerNo(index), service, meter, plan, voltage, section, topUps ? 'Y' : 'N', openedOn, endedOn, state];
}

/** Months in which the account is reported on: while it runs, and as long as something is past due. */
function monthsOf({ plan, history }: Held): number[] {
  const months = Array.from({ length: Math.max(world.months - plan.from, 0) }, (_, at) => plan.from + at);
  return months.filter((month) => history.used.has(month) || reported(history, month).days > 0);
}

function usage({ key, service, history }: Held, month: number): Cell[][] {
  const used = history.used.get(month);
  if (!used) return [];
  const charge = history.ledger.charges.find((each) => each.month === month);
  return [[key, monthText(month), used.quantity, tariffs[service].unit, used.peak, charge?.estimated ? 'estimated' : 'actual']];
}

function bills({ key, history }: Held): Cell[][] {
  return history.ledger.charges
    .filter((charge) => charge.issuedOn < asOfNumber)
    .map(({ month, statement, amount, issuedOn, printedOn, estimated }) => {
      const days = [dayText(issuedOn), dayText(printedOn)];
      return [billNo(key, month), key, monthText(month), money(statement), money(amount), ...days, estimated ? 'estimated' : 'regular', null];
    });
}

function payments({ key, history }: Held): Cell[][] {
  return history.ledger.deposits
    .filter((deposit) => deposit.paidOn < asOfNumber)
    .map((deposit, at) => [
      `${key}-P${at + 1}`,
      key,
      dayText(deposit.paidOn),
      past(deposit.paidOn + 1),
      money(deposit.amount),
      deposit.channel,
      past(deposit.bouncedOn),
      deposit.month === null ? null : billNo(key, deposit.month),
    ]);
}

function status({ key, history }: Held, month: number): Cell[] {
  const { days, amount } = reported(history, month);
  return [key, monthText(month), days, money(amount)];
}

const topUps = ({ key, topUps: bought = [] }: Held): Cell[][] =>
  bought
    .filter(({ toppedUpOn }) => toppedUpOn < asOfNumber)
    .map(({ toppedUpOn, amount, balanceAfter, ranOutOn, restoredOn }, at) => {
      const days = [past(ranOutOn), past(restoredOn)];
      return [`${key}-T${at + 1}`, key, dayText(toppedUpOn), money(amount), money(balanceAfter), ...days, at % 5 === 0 ? 'counter' : 'app'];
    });

const billNo = (key: string, month: number): string => `${key}-${monthText(month)}`;
