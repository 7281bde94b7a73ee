import { toAmount } from '../base/money.ts';
import { asOfNumber, dayText, monthText, world } from './calendar.ts';
import { tariffs } from './consumption.ts';
import type { Customer, Held } from './customer.ts';
import { reported } from './history.ts';

/** The files of the world by source, and their columns: what a utility's systems would hand over. */
export const sheets = {
  'crm/customers': [
    'CUSTOMER_NO',
    'TYPE',
    'NAME',
    'BORN_ON',
    'ADDRESS',
    'ID_NO',
    'REG_NO',
    'PHONE',
    'EMAIL',
    'OCCUPATION',
    'INDUSTRY',
    'SEX',
    'INCOME_BAND',
    'SINCE',
  ],
  'billing/customers': ['PARTNER_NO', 'TYPE', 'NAME', 'ADDRESS', 'ID_NO', 'REG_NO', 'SINCE'],
  'billing/accounts': ['ACCOUNT_NO', 'PARTNER_NO', 'SERVICE', 'METER', 'TARIFF', 'OPENED_ON', 'ENDED_ON', 'STATE'],
  'billing/usage': ['ACCOUNT_NO', 'MONTH', 'QUANTITY', 'UNIT', 'PEAK', 'READING'],
  'billing/bills': ['BILL_NO', 'ACCOUNT_NO', 'MONTH', 'STATEMENT', 'AMOUNT_DUE', 'ISSUED_ON', 'DUE_ON', 'CAUSE'],
  'billing/payments': ['PAYMENT_NO', 'ACCOUNT_NO', 'PAID_ON', 'BOOKED_ON', 'AMOUNT', 'CHANNEL', 'BOUNCED_ON', 'BILL_NO'],
  'billing/statuses': ['ACCOUNT_NO', 'MONTH', 'DAYS_PAST_DUE', 'AMOUNT_PAST_DUE'],
  'billing/outcomes': ['PARTNER_NO', 'KIND', 'OBSERVED_FROM', 'OBSERVED_UNTIL', 'HAPPENED_ON'],
} as const;

export type Sheet = keyof typeof sheets;
export const sheetNames = Object.keys(sheets) as Sheet[];
/** In the order they are loaded; those that stand together do not refer to each other. */
export const loadOrder: readonly (readonly Sheet[])[] = [
  ['crm/customers'],
  ['billing/customers'],
  ['billing/accounts'],
  ['billing/usage', 'billing/bills'],
  ['billing/payments', 'billing/statuses', 'billing/outcomes'],
];
type Cell = string | number | null;

const money = (minor: number): string => toAmount(minor, world.currency);
const before = (day: number | null): string | null => (day !== null && day < asOfNumber ? dayText(day) : null);

export const customerNo = (index: number): string => `C${String(index + 1).padStart(7, '0')}`;
export const partnerNo = (index: number): string => `B${String(index + 1).padStart(7, '0')}`;

/** Everything the files say of one customer, row by row: nothing that happened from the as-of day on but the outcome. */
export function rows(customer: Customer): Record<Sheet, Cell[][]> {
  const months = customer.accounts.map((account) => ({ account, months: monthsOf(account) }));
  const known = customer.accounts.length > 0;
  return {
    'crm/customers': crm(customer),
    'billing/customers': known ? [billing(customer)] : [],
    'billing/accounts': customer.accounts.map((account) => accountRow(customer, account)),
    'billing/usage': months.flatMap(({ account, months: each }) => each.flatMap((month) => usage(account, month))),
    'billing/bills': customer.accounts.flatMap(bills),
    'billing/payments': customer.accounts.flatMap(payments),
    'billing/statuses': months.flatMap(({ account, months: each }) => each.map((month) => status(account, month))),
    'billing/outcomes':
      customer.defaultedOn === undefined ? [] : [[partnerNo(customer.index), 'default', world.asOf, world.observedUntil, customer.defaultedOn]],
  };
}

function crm({ index, identity, since, secondRecord }: Customer): Cell[][] {
  const type = identity.kind === 'person' ? 'P' : 'O';
  const [id, registration] = type === 'P' ? [identity.number, null] : [null, identity.number];
  const sex = identity.sex === null ? null : identity.sex === 'female' ? 'F' : 'M';
  const row: Cell[] = [
    customerNo(index),
    type,
    identity.name,
    identity.bornOn,
    identity.address,
    id,
    registration,
    identity.phone,
    identity.email,
    identity.occupation,
    identity.industry,
    sex,
    identity.income,
    since,
  ];
  if (!secondRecord) return [row];
  return [
    row,
    [
      `${customerNo(index)}-2`,
      type,
      identity.latinName,
      identity.bornOn,
      null,
      id,
      registration,
      null,
      identity.email,
      null,
      identity.industry,
      sex,
      null,
      since,
    ],
  ];
}

function billing({ index, identity, since, numberInBilling, billingAddress }: Customer): Cell[] {
  const number = numberInBilling ? identity.number : null;
  const person = identity.kind === 'person';
  return [partnerNo(index), person ? 'P' : 'O', identity.latinName, billingAddress, person ? number : null, person ? null : number, since];
}

function accountRow({ index }: Customer, { key, service, openedOn, endedOn, history }: Held): Cell[] {
  const { plans } = tariffs[service];
  const state = endedOn === null ? 'active' : history.endedIn === null ? 'closed' : 'cut_off';
  return [key, partnerNo(index), service, service === 'mobile' ? null : `M${key}`, plans[Number(key) % plans.length] ?? null, openedOn, endedOn, state];
}

/** Months in which the account is reported on: while it runs, and as long as something is past due. */
function monthsOf({ plan, history }: Held): number[] {
  const months = Array.from({ length: world.months - plan.from }, (_, at) => plan.from + at);
  return months.filter((month) => history.used.has(month) || reported(history, month).days > 0);
}

function usage({ key, service, history, plan }: Held, month: number): Cell[][] {
  const used = history.used.get(month);
  if (!used) return [];
  const charge = history.ledger.charges[month - plan.from];
  return [[key, monthText(month), used.quantity, tariffs[service].unit, used.peak, charge?.estimated ? 'estimated' : 'actual']];
}

function bills({ key, history }: Held): Cell[][] {
  return history.ledger.charges
    .filter((charge) => charge.issuedOn < asOfNumber)
    .map((charge) => [
      billNo(key, charge.month),
      key,
      monthText(charge.month),
      money(charge.statement),
      money(charge.amount),
      dayText(charge.issuedOn),
      dayText(charge.printedOn),
      charge.estimated ? 'estimated' : 'regular',
    ]);
}

function payments({ key, history }: Held): Cell[][] {
  return history.ledger.deposits
    .filter((deposit) => deposit.paidOn < asOfNumber)
    .map((deposit, at) => [
      `${key}-P${at + 1}`,
      key,
      dayText(deposit.paidOn),
      before(deposit.paidOn + 1),
      money(deposit.amount),
      deposit.channel,
      before(deposit.bouncedOn),
      deposit.month === null ? null : billNo(key, deposit.month),
    ]);
}

function status({ key, history }: Held, month: number): Cell[] {
  const { days, amount } = reported(history, month);
  return [key, monthText(month), days, money(amount)];
}

const billNo = (key: string, month: number): string => `${key}-${monthText(month)}`;

/** One line of a file (RFC 4180): a cell with a comma or a quote stands in quotes. */
export const line = (cells: readonly Cell[]): string =>
  `${cells.map((cell) => (cell === null ? '' : typeof cell === 'string' && /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : String(cell))).join(',')}\n`;
