import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { minorStep, typeStep } from '../../src/intake/cell.ts';
import { compileRow, type Sink } from '../../src/intake/convert.ts';
import { decimalText, minus, over, parseDecimal, plus, times } from '../../src/intake/decimal.ts';
import type { Row } from '../../src/intake/mapping.ts';
import type { Reject } from '../../src/intake/reject.ts';
import { compileValue } from '../../src/intake/value.ts';
import { vocabulary } from '../../src/rating/vocabulary.ts';

const column = (fact: string, name: string) => {
  const found = vocabulary.get(fact)?.columns[name];
  if (!found) throw new Error(name);
  return found;
};

test('money is exact whatever its size and decimals', () => {
  fc.assert(
    fc.property(fc.integer({ min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER }), fc.constantFrom(0, 2, 3), fc.nat(4), (amount, places, zeros) => {
      const digits = String(Math.abs(amount)).padStart(places + 1, '0');
      const fraction = places === 0 ? '' : `.${digits.slice(-places)}`;
      const text = `${amount < 0 ? '-' : ''}${places === 0 ? digits : digits.slice(0, -places)}${fraction}${fraction === '' ? '' : '0'.repeat(zeros)}`;
      expect(minorStep(places, 'EUR')(text)).toBe(String(amount));
    }),
  );
});

test('decimals add, subtract, multiply and divide as whole numbers do', () => {
  const whole = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n });
  const decimal = (digits: bigint) => ({ digits, scale: 0 });
  fc.assert(
    fc.property(whole, whole, (a, b) => {
      expect(decimalText(plus(decimal(a), decimal(b)))).toBe(String(a + b));
      expect(decimalText(minus(decimal(a), decimal(b)))).toBe(String(a - b));
      expect(decimalText(times(decimal(a), decimal(b)))).toBe(String(a * b));
      if (b !== 0n) expect(decimalText(over(decimal(a * b), decimal(b)))).toBe(String(a));
    }),
  );
});

test.each([
  ['5e+05', '500000'],
  ['1E-2', '0.01'],
  ['-0.0', '0'],
  ['+7.50', '7.5'],
  ['.5', '0.5'],
  ['1,000', undefined],
  ['1 000', undefined],
  ['', undefined],
  ['.', undefined],
  ['1e999', undefined],
  ['Infinity', undefined],
  ['0x10', undefined],
])('reads the number %s as %s', (text, expected) => {
  const value = parseDecimal(text);
  expect(value && decimalText(value)).toBe(expected);
});

describe('a cell of each type', () => {
  test.each([
    ['bill', 'amountDueMinor', '12', '12'],
    ['bill', 'amountDueMinor', '-1', 'INTAKE_CELL_NEGATIVE'],
    ['bill', 'statementMinor', '-1', '-1'],
    ['bill', 'statementMinor', '9007199254740991', '9007199254740991'],
    ['bill', 'statementMinor', '9007199254740993', 'INTAKE_CELL_RANGE'],
    ['bill', 'statementMinor', '1.5', 'INTAKE_CELL_WHOLE'],
    ['bill', 'statementMinor', 'twelve', 'INTAKE_CELL_NUMBER'],
    ['account_status', 'code', '-2', '-2'],
    ['account_status', 'code', '2.0', '2'],
    ['account_status', 'code', '3000000000', 'INTAKE_CELL_RANGE'],
    ['usage', 'quantity', '0012.3400', '12.34'],
    ['bill', 'dueOn', '2026-02-28', '2026-02-28'],
    ['bill', 'dueOn', '2026-02-30', 'INTAKE_CELL_DATE'],
    ['bill', 'dueOn', '28.02.2026', 'INTAKE_CELL_DATE'],
    ['bill', 'period', '2026-02', '2026-02-01'],
    ['bill', 'period', '2026-02-17', '2026-02-01'],
    ['bill', 'period', '2026-13', 'INTAKE_CELL_MONTH'],
    ['account', 'prepaid', 'Yes', 't'],
    ['account', 'prepaid', '0', 'f'],
    ['account', 'prepaid', 'perhaps', 'INTAKE_CELL_BOOLEAN'],
    ['account', 'service', 'gas', 'gas'],
    ['account', 'service', 'steam', 'INTAKE_CELL_WORD'],
    ['account', 'number', 'a\0b', 'INTAKE_CELL_CHARACTER'],
  ])('%s.%s reads %j as %s', (fact, name, text, expected) => {
    const value = typeStep(column(fact, name), 'source')(text);
    expect(typeof value === 'string' ? value : value.code).toBe(expected);
  });
});

describe('transforms', () => {
  const layout = { index: () => 0, nulls: new Set(['', 'NA']), unpivot: { variable: 'month', texts: ['2026-01', '2026-02'], columns: ['C', 'C'] } };
  test.each([
    [{ column: 'C' }, 'text', '  x ', 'x'],
    [{ column: 'C', trim: false }, 'text', ' x ', ' x '],
    [{ column: 'C', upper: true }, 'text', 'x', 'X'],
    [{ column: 'C' }, 'text', 'NA', null],
    [{ column: 'C', default: 'none' }, 'text', 'NA', 'none'],
    [{ column: 'C', codes: { '1': 'one' } }, 'text', '1', 'one'],
    [{ column: 'C', codes: { '1': 'one' } }, 'text', '2', 'INTAKE_CELL_CODE'],
    [{ column: 'C', codes: { '1': 'one' }, default: 'other' }, 'text', '2', 'other'],
    [{ column: 'C', codes: { '0': '', '1': '2026-01-31' } }, 'date', '0', null],
    [{ column: 'C', date: 'yyyyMMdd' }, 'date', '20260131', '2026-01-31'],
    [{ column: 'C', date: 'd.M.yyyy' }, 'date', '1.2.2026', '2026-02-01'],
    [{ column: 'C', date: 'dd.MM.yyyy' }, 'date', '31.02.2026', 'INTAKE_CELL_DATE'],
    [{ column: 'C', minor: 'EUR' }, 'money', '0.1', '10'],
    [{ column: 'C', minor: 'JPY' }, 'money', '100', '100'],
    [{ column: 'C', minor: 'EUR' }, 'money', '0.101', 'INTAKE_CELL_MINOR'],
    [{ column: 'C', minor: 'EUR', times: 1000 }, 'money', '0.29', '29000'],
    [{ column: 'C', times: -1, plus: 1 }, 'integer', '5', '-6'],
    [{ column: 'C', over: 4 }, 'quantity', '1', '0.25'],
    [{ variable: 'month', firstDayOf: 'month' as const, addDays: 14 }, 'date', '', '2026-02-15'],
    [{ variable: 'month', lastDayOf: 'month' as const }, 'date', '', '2026-02-28'],
    [{ column: 'C', addMonths: 1 }, 'date', '2026-01-31', '2026-02-28'],
    [{ concat: '{C}-{month}' }, 'text', 'k', 'k-2026-02'],
    [{ value: true as const }, 'integer', '3', '3'],
    [{ constant: true }, 'boolean', '', 't'],
  ] as const)('%j as %s of %j is %s', (spec, type, cell, expected) => {
    const step = typeStep({ type, scope: 'open', description: { en: '', zh: '' } }, 'source');
    const value = compileValue(spec, step, layout)([cell], 1);
    expect(typeof value === 'object' && value !== null ? value.code : value).toBe(expected);
  });
});

describe('rows', () => {
  const entry: Row = {
    fact: 'payment',
    key: '{ID}-{month}',
    account: 'ID',
    unpivot: { month: { '2026-01': 'A', '2026-02': 'B' } },
    set: { paidOn: { variable: 'month', firstDayOf: 'month' }, amountMinor: { value: true, minor: 'EUR' } },
    when: [{ op: '>', value: 0 }],
    lagDays: 3,
  };
  const header = ['ID', 'A', 'B'];
  const run = (cells: string[], changed: Partial<Row> = {}) => {
    const [rows, rejects]: [string[], Reject[]] = [[], []];
    const sink: Sink = { row: (line) => rows.push(line), reject: (each) => rejects.push(each) };
    const setting = { source: 's', index: (name: string) => header.indexOf(name), nulls: new Set(['']), currency: 'EUR', today: '2026-06-01' };
    compileRow({ ...entry, ...changed }, vocabulary.get('payment') as never, setting, { offset: 0, width: 2 }).convert(cells, 7, sink);
    return { rows: rows.map((row) => row.trimEnd().split('\t')), rejects };
  };

  test('one line gives a row per unpivoted column that meets the conditions', () => {
    const { rows } = run(['k', '5', '0']);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.slice(3, 5)).toEqual(['2026-01-01', '500']);
    expect(rows[0]?.slice(-2)).toEqual(['2026-01-04', 't']);
    expect(rows[0]?.[0]).toBe('14');
  });

  test('equal rows have equal content hashes, changed ones do not', () => {
    const hash = (cells: string[]) => run(cells).rows[0]?.at(-3);
    expect(hash(['k', '5', ''])).toBe(hash(['k', '5.00', '']));
    expect(hash(['k', '5', ''])).not.toBe(hash(['k', '5.01', '']));
  });

  test('a stated day of availability is not assumed', () => {
    expect(run(['k', '5', ''], { set: { ...entry.set, availableOn: '2026-02-02' } }).rows[0]?.slice(-2)).toEqual(['2026-02-02', 'f']);
  });

  test('every bad cell is named with line, column and contents, and takes its row with it', () => {
    const { rows, rejects } = run(['', 'x', '7'], { when: [] });
    expect(rows).toEqual([]);
    expect(rejects.map(({ line, column, cell, code }) => [line, column, cell, code])).toEqual([
      [7, 'ID', '', 'INTAKE_KEY_MISSING'],
      [7, 'ID', '', 'INTAKE_KEY_MISSING'],
      [7, 'A', 'x', 'INTAKE_CELL_NUMBER'],
      [7, 'ID', '', 'INTAKE_KEY_MISSING'],
      [7, 'ID', '', 'INTAKE_KEY_MISSING'],
    ]);
  });

  test('text with tabs, breaks and backslashes stays one cell', () => {
    const { rows } = run(['k', '5', ''], { set: { ...entry.set, channel: { constant: 'a\tb\\c\nd' } } });
    expect(rows[0]).toContain('a\\tb\\\\c\\nd');
  });
});
