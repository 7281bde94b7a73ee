import { type Indicator, indicatorShape, isCompared, isMeasured, type Measured } from './indicator.ts';
import { columnOf, vocabulary } from './vocabulary.ts';

const label = { en: 'Payment behaviour', zh: '付款行为' };
const behaviour = (measure: string): Measured => indicatorShape.parse({ fact: 'bill', measure, unit: 'unit', better: 'lower', label }) as Measured;

/** Days past due and arrears ride along with every rating, for the line that the portfolio is sorted by. */
export function withLine(indicators: Readonly<Record<string, Indicator>>, mixedCurrencies: boolean): Record<string, Indicator> {
  const late = { $days_past_due: behaviour('days_past_due') };
  return mixedCurrencies ? { ...indicators, ...late } : { ...indicators, ...late, $arrears: behaviour('arrears_amount') };
}

/** Indicators over money that no condition keeps to one currency: over accounts of several they have no unit. */
export function moneyWithoutCurrency(indicators: Readonly<Record<string, Indicator>>): string[] {
  const isMoney = (indicator: Measured) => {
    const fact = vocabulary.get(indicator.fact);
    const column = indicator.by ?? indicator.column;
    return (
      ['arrears_amount', 'on_time_amount_share'].includes(indicator.measure) ||
      (fact !== undefined && column !== undefined && columnOf(fact, column, new Map())?.entry?.type === 'money')
    );
  };
  const isKept = (indicator: Measured) =>
    indicator.where
      .filter(isCompared)
      .some(({ column, op }) => op === '=' && (column === 'account.currency' || (indicator.fact === 'account' && column === 'currency')));
  return Object.entries(indicators).flatMap(([name, indicator]) => (isMeasured(indicator) && isMoney(indicator) && !isKept(indicator) ? [name] : []));
}
