import { Random } from './random.ts';
import { type Cell, type Rows, sheets } from './sheet.ts';

/** Rows of these files are first handed over wrong, one in a hundred, and corrected later. */
type Corrected = 'crm/customers' | 'billing/accounts' | 'billing/usage' | 'billing/bills' | 'billing/payments' | 'billing/statuses';

const share = 0.01;
const replaced = 0.2;

/** What was first written instead, by column of the file. */
const wrongly: Readonly<Record<Corrected, Readonly<Record<string, (cell: Cell) => Cell>>>> = {
  'crm/customers': { OCCUPATION: () => null, EMAIL: () => null },
  'billing/accounts': { TARIFF: () => 'unknown', SECTION: () => null },
  'billing/usage': { QUANTITY: (cell) => tenthMore(cell, 1), READING: () => 'estimated' },
  'billing/bills': { STATEMENT: (cell) => tenthMore(cell, 2), AMOUNT_DUE: (cell) => tenthMore(cell, 2), CAUSE: () => 'estimated' },
  'billing/payments': { CHANNEL: () => 'unknown', BOUNCED_ON: () => null },
  'billing/statuses': { DAYS_PAST_DUE: (cell) => Number(cell) + 3 },
};

const tenthMore = (cell: Cell, decimals: number): Cell => (Number(cell) * 1.1).toFixed(decimals);

/**
 * Takes the rows as they truly are apart: what was handed over first, one row in a hundred of it wrong, and what
 * corrected it. A wrong bill is sometimes not changed but replaced by a new one that names it. The first `spared`
 * customers of every world are told of and never wrong.
 */
export function handedOver(seed: number, index: number, spared: boolean, rows: Omit<Rows, `${string}.corrected`>): Rows {
  const random = new Random(seed, index, 70);
  const out: Rows = { ...rows } as Rows;
  for (const sheet of Object.keys(wrongly) as Corrected[]) {
    const corrected: Cell[][] = [];
    out[sheet] = rows[sheet].map((row) => {
      if (spared || !random.chance(share)) return row;
      corrected.push(sheet === 'billing/bills' && random.chance(replaced) ? replacing(row) : row);
      return wrong(sheet, row);
    });
    out[`${sheet}.corrected`] = corrected;
  }
  return out;
}

const place = (sheet: Corrected, column: string): number => (sheets[sheet] as readonly string[]).indexOf(column);

function wrong(sheet: Corrected, row: readonly Cell[]): Cell[] {
  const changed = [...row];
  for (const [column, written] of Object.entries(wrongly[sheet])) changed[place(sheet, column)] = written(row[place(sheet, column)] ?? null);
  return changed;
}

/** The true bill under a number of its own, in place of the wrong one. */
function replacing(row: readonly Cell[]): Cell[] {
  const changed = [...row];
  const number = place('billing/bills', 'BILL_NO');
  changed[place('billing/bills', 'REPLACES')] = row[number] ?? null;
  changed[place('billing/bills', 'CAUSE')] = 'correction';
  changed[number] = `${row[number]}-R`;
  return changed;
}
