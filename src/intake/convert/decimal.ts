/** An exact decimal number: digits x 10^-scale. Cells are never read as floats. */
export interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

const shape = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,2}))?$/;
/** Longer than any amount or quantity; keeps a hostile cell from costing time. */
const characters = 60;
/** Places kept of a quotient. */
const quotientPlaces = 12;

/** `-12.340`, also `5e+05` (statistics programs write round numbers so); no thousands marks, no blanks. */
export function parseDecimal(text: string): Decimal | undefined {
  const found = text.length <= characters ? shape.exec(text) : null;
  if (!found) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = found;
  if (whole === '' && fraction === '') return undefined;
  const scale = fraction.length - Number(exponent);
  const digits = BigInt(whole + fraction) * (scale < 0 ? 10n ** BigInt(-scale) : 1n);
  return { digits: sign === '-' ? -digits : digits, scale: Math.max(scale, 0) };
}

/** The one text of a number: no plus, no leading or trailing zeros, no `-0`. */
export function decimalText({ digits, scale }: Decimal): string {
  const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, '0');
  const fraction = scale === 0 ? '' : text.slice(-scale).replace(/0+$/, '');
  const whole = scale === 0 ? text : text.slice(0, -scale);
  return `${digits < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

export const plus = (a: Decimal, b: Decimal): Decimal => {
  const scale = Math.max(a.scale, b.scale);
  return { digits: a.digits * 10n ** BigInt(scale - a.scale) + b.digits * 10n ** BigInt(scale - b.scale), scale };
};

export const minus = (a: Decimal, b: Decimal): Decimal => plus(a, { digits: -b.digits, scale: b.scale });
export const times = (a: Decimal, b: Decimal): Decimal => ({ digits: a.digits * b.digits, scale: a.scale + b.scale });

/** The quotient to twelve places, half away from zero. */
export function over(a: Decimal, b: Decimal): Decimal {
  const raised = a.digits * 10n ** BigInt(b.scale + quotientPlaces + 1);
  return rounded({ digits: raised / b.digits, scale: a.scale + quotientPlaces + 1 }, quotientPlaces);
}

/** At most `places` decimals, half away from zero. */
export function rounded(value: Decimal, places: number): Decimal {
  if (value.scale <= places) return value;
  const step = 10n ** BigInt(value.scale - places);
  const half = value.digits < 0n ? -step / 2n : step / 2n;
  return { digits: (value.digits + half) / step, scale: places };
}

/** `12.3` with two places gives `1230`; nothing when a decimal beyond the places is not zero. */
export function shifted(text: string, places: number): string | undefined {
  const value = parseDecimal(text);
  if (!value) return undefined;
  const raised = { digits: value.digits * 10n ** BigInt(places), scale: value.scale };
  const whole = decimalText(raised);
  return whole.includes('.') ? undefined : whole;
}
