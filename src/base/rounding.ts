const tens = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12];
/** Below this a half more than a whole number is exact, and so is the double nearest to the decimal it stands for. */
const exact = 2 ** 49;
/** Farther from a half than this share the product with a power of ten lies on the side of it that the decimal lies on. */
const slack = 2 ** -50;

/**
 * Half away from zero at `decimals` places, of the shortest decimal that means the number: 1.005 is 1.01 at two. The only
 * rounding of Assay (SQL never rounds).
 */
export function round(value: number, decimals = 0): number {
  const ten = tens[decimals];
  const size = Math.abs(value);
  if (ten === undefined || !(size * ten < exact)) return roundByDigits(value, decimals);
  const shifted = size * ten;
  const whole = Math.floor(shifted);
  const over = shifted - whole - 0.5;
  let isUp = over > 0;
  if (Math.abs(over) <= shifted * slack) {
    const half = (whole + 0.5) / ten;
    isUp = size >= half;
    // The double right below a half may mean a decimal that the shift makes a half of.
    if (!isUp && half - size <= size * Number.EPSILON && decimals !== 0) return roundByDigits(value, decimals);
  }
  const rounded = (isUp ? whole + 1 : whole) / ten;
  return value < 0 && rounded !== 0 ? -rounded : rounded;
}

/** Rounds at nine places first, so that what is a half on paper is one here: 0.145 of 100 points is 14.5. */
export function roundOnPaper(value: number, decimals: number): number {
  const ten = tens[decimals] ?? Number.NaN;
  const shifted = Math.abs(value) * ten;
  const whole = Math.floor(shifted);
  const over = shifted - whole - 0.5;
  // So far from a half the nine places decide nothing.
  if (!(shifted < exact && Math.abs(over) > shifted * slack + ten * 1e-9)) return round(round(value, 9), decimals);
  const rounded = (over > 0 ? whole + 1 : whole) / ten;
  return value < 0 && rounded !== 0 ? -rounded : rounded;
}

/** The definition, by the digits: slower by far. */
export function roundByDigits(value: number, decimals: number): number {
  if (!Number.isFinite(value)) return value;
  const [digits = '0', exponent = '0'] = Math.abs(value).toExponential().split('e');
  const shifted = Math.round(Number(`${digits}e${Number(exponent) + decimals}`));
  const rounded = Number(`${shifted}e${-decimals}`);
  return value < 0 && rounded !== 0 ? -rounded : rounded;
}
