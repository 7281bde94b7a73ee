import { places, toAmount } from '../base/money.ts';
import type { Read } from './reads.ts';

/** An amount of money as the graph publishes it (`Money`). */
export interface Amount {
  readonly amountMinor: number;
  readonly currency: string;
  readonly amount: string;
}

/** An amount as the graph publishes it; nothing stays nothing. */
export const money = (amountMinor: number | null | undefined, currency: string): Amount | null =>
  amountMinor === null || amountMinor === undefined ? null : { amountMinor, currency, amount: toAmount(amountMinor, currency) };

/** `toAmount` in SQL, exact: minor units times a power of ten of numeric, which keeps the decimals of both. */
const amountSql = (minor: string, currency: string): string => {
  const cases = [...Map.groupBy(Object.entries(places), ([, count]) => count)].map(
    ([count, listed]) => `when ${currency} in (${listed.map(([name]) => `'${name}'`).join(', ')}) then ${minor} * ${unit(count)}`,
  );
  return `case ${cases.join(' ')} else ${minor} * ${unit(2)} end`;
};
const unit = (decimals: number): string => `${(1 / 10 ** decimals).toFixed(decimals)}::numeric`;

/** What `money` makes of an amount in minor units, from a row that tells its currency. */
export const moneyRead = (minor: (row: string) => string, required = false): Read => ({
  present: required ? undefined : (row) => `${minor(row)} is not null`,
  object: {
    amountMinor: minor,
    currency: (row) => `${row}.currency`,
    amount: (row) => amountSql(minor(row), `${row}.currency`),
  },
});
