import { round } from './rounding.ts';

/** Decimal places of a currency's minor unit (ISO 4217); two unless listed. */
export const places: Readonly<Record<string, number>> = { JPY: 0, KRW: 0, VND: 0, CLP: 0, ISK: 0, XAF: 0, XOF: 0, BHD: 3, KWD: 3, OMR: 3, JOD: 3, TND: 3 };

export const minorPlaces = (currency: string): number => places[currency] ?? 2;

/** `12.34` in EUR gives 1234; more decimals than the currency has are rounded half away from zero. */
export const toMinor = (amount: number, currency: string): number => round(amount * 10 ** minorPlaces(currency));

/** `1234` in EUR gives `"12.34"`: the exact decimal text, never a float. */
export function toAmount(amountMinor: number, currency: string): string {
  const decimals = minorPlaces(currency);
  const digits = String(Math.abs(amountMinor)).padStart(decimals + 1, '0');
  const whole = decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
  return amountMinor < 0 ? `-${whole}` : whole;
}
