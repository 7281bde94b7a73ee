import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { minorStep, typeStep } from '../../src/intake/convert/cell.ts';
import { compileRow, type Sink } from '../../src/intake/convert/convert.ts';
import { decimalText, minus, over, parseDecimal, plus, times } from '../../src/intake/convert/decimal.ts';
import { compileValue } from '../../src/intake/convert/value.ts';
import { zoneOf } from '../../src/intake/convert/zone.ts';
import type { Row } from '../../src/intake/mapping.ts';
import type { Reject } from '../../src/intake/reject.ts';
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
    const value = typeStep(column(fact, name), { source: 'source', timeZone: 'UTC' })(text);
    expect(typeof value === 'string' ? value : value.code).toBe(expected);
  });
});

describe('transforms', () => {
  const layout = {
    index: () => 0,
    nulls: new Set(['', 'NA']),
    unpivot: { variable: 'month', texts: ['2026-01', '2026-02'], columns: ['C', 'C'] },
    timeZone: 'Europe/Berlin',
  };
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
    [{ constant: '2018-01-01', addMonths: { column: 'C', times: -1 } }, 'date', '72', '2012-01-01'],
    [{ constant: '2018-01-31', addMonths: { column: 'C', times: -1 } }, 'date', '2', '2017-11-30'],
    [{ constant: '2018-01-01', addDays: { column: 'C', times: 7 } }, 'date', '2', '2018-01-15'],
    [{ constant: '2018-01-01', addMonths: { column: 'C', times: -1 } }, 'date', 'NA', null],
    [{ constant: '2018-01-01', addMonths: { column: 'C', times: -1 } }, 'date', '1.5', 'INTAKE_CELL_WHOLE'],
    [{ constant: '2018-01-01', addMonths: { column: 'C', times: -1 } }, 'date', 'x', 'INTAKE_CELL_NUMBER'],
    [{ constant: '2018-01-01', addMonths: { column: 'C', times: -1 } }, 'date', '36601', 'INTAKE_CELL_RANGE'],
    [{ column: 'C', date: 'yyyy-MM-dd HH:mm:ss' }, 'date', '2026-01-31 23:59:59', '2026-01-31'],
    [{ column: 'C', date: 'yyyy-MM-dd HH:mm:ss' }, 'date', '2026-01-31 24:00:00', 'INTAKE_CELL_DATE'],
    [{ column: 'C', date: 'iso' }, 'date', '2026-01-31T23:30:00Z', '2026-02-01'],
    [{ column: 'C', date: 'iso' }, 'date', '2026-01-31T23:30', '2026-01-31'],
    [{ column: 'C', date: 'iso' }, 'date', '2026-01-31', '2026-01-31'],
    [{ column: 'C', date: 'iso' }, 'date', '31.01.2026', 'INTAKE_CELL_DATE'],
    [{ constant: true }, 'boolean', '', 't'],
  ] as const)('%j as %s of %j is %s', (spec, type, cell, expected) => {
    const step = typeStep({ type, scope: 'open', description: { en: '', zh: '' } }, { source: 'source', timeZone: 'UTC' });
    const value = compileValue(spec, step, layout)([cell], 1);
    expect(typeof value === 'object' && value !== null ? value.code : value).toBe(expected);
  });
});

describe('a moment', () => {
  const read = (spec: object, cell: string, timeZone: string) => {
    const step = typeStep({ type: 'instant', scope: 'open', description: { en: '', zh: '' } }, { source: 'source', timeZone });
    const value = compileValue({ column: 'C', ...spec }, step, { index: () => 0, nulls: new Set(['']), unpivot: undefined, timeZone })([cell], 0);
    return typeof value === 'object' && value !== null ? value.code : value;
  };
  const plain = { instant: 'yyyy-MM-dd HH:mm:ss' };
  test.each([
    [{}, '2026-07-01T12:00:00Z', 'Europe/Berlin', '2026-07-01T12:00:00.000Z'],
    [{}, '2026-07-01T12:00:00.1239+02:00', 'Asia/Shanghai', '2026-07-01T10:00:00.123Z'],
    [{}, '2026-07-01T12:00:00-0330', 'Asia/Shanghai', '2026-07-01T15:30:00.000Z'],
    [{}, '2026-07-01T12:00', 'Europe/Berlin', '2026-07-01T10:00:00.000Z'],
    [{}, '2026-01-01 12:00:00', 'Europe/Berlin', '2026-01-01T11:00:00.000Z'],
    [plain, '2026-01-01 00:30:00', 'Asia/Shanghai', '2025-12-31T16:30:00.000Z'],
    [{ instant: 'd.M.yyyy H:mm' }, '1.7.2026 9:05', 'Europe/Berlin', '2026-07-01T07:05:00.000Z'],
    [{ instant: 'yyyyMMddHHmmss' }, '20260701090500', 'UTC', '2026-07-01T09:05:00.000Z'],
    [{ instant: 'yyyy-MM-dd HH:mm:ss.SSS' }, '2026-07-01 09:05:00.007', 'UTC', '2026-07-01T09:05:00.007Z'],
    // Clocks go forward at 02:00 on 29 March 2026, back at 03:00 on 25 October.
    [plain, '2026-03-29 01:59:59', 'Europe/Berlin', '2026-03-29T00:59:59.000Z'],
    [plain, '2026-03-29 02:00:00', 'Europe/Berlin', 'INTAKE_CELL_SKIPPED'],
    [plain, '2026-03-29 02:59:59', 'Europe/Berlin', 'INTAKE_CELL_SKIPPED'],
    [plain, '2026-03-29 03:00:00', 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
    [plain, '2026-10-25 02:30:00', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
    [plain, '2026-10-25 03:00:00', 'Europe/Berlin', '2026-10-25T02:00:00.000Z'],
    [{}, '2026-10-25T02:30:00+01:00', 'Europe/Berlin', '2026-10-25T01:30:00.000Z'],
    [plain, '2026-10-04 02:15:00', 'Australia/Lord_Howe', 'INTAKE_CELL_SKIPPED'],
    [plain, '2026-02-30 00:00:00', 'UTC', 'INTAKE_CELL_INSTANT'],
    [plain, '2026-02-03 25:00:00', 'UTC', 'INTAKE_CELL_INSTANT'],
    [{}, '2026-02-03', 'UTC', 'INTAKE_CELL_INSTANT'],
    [{}, 'yesterday', 'UTC', 'INTAKE_CELL_INSTANT'],
  ])('%j of %j in %s %s', (spec, cell, zone, expected) => {
    expect(read(spec, cell, zone)).toBe(expected);
  });

  test('comes back as the local time it was, in any zone, unless the clocks skipped it', () => {
    const zones = fc.constantFrom('UTC', 'Asia/Shanghai', 'Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'Pacific/Apia', 'Asia/Kathmandu');
    const minutes = fc.integer({ min: Date.UTC(1990, 0, 1) / 60_000, max: Date.UTC(2035, 0, 1) / 60_000 });
    fc.assert(
      fc.property(zones, minutes, (name, minute) => {
        const zone = zoneOf(name);
        const instant = zone.instant({ local: minute * 60_000, offset: undefined });
        if (instant === undefined) return;
        const shown = new Intl.DateTimeFormat('sv-SE', { timeZone: name, dateStyle: 'short', timeStyle: 'medium' }).format(new Date(instant));
        expect(shown).toBe(new Date(minute * 60_000).toISOString().slice(0, 19).replace('T', ' '));
      }),
    );
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
    const sink: Sink = { row: (...parts) => rows.push(`${parts.join('\t')}\n`), reject: (each) => rejects.push(each) };
    const setting = { source: 's', index: (name: string) => header.indexOf(name), nulls: new Set(['']), currency: 'EUR', today: '2026-06-01', timeZone: 'UTC' };
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
