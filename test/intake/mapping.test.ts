import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Problem } from '../../src/base/problem.ts';
import { languages } from '../../src/base/text.ts';
import { textOf } from '../../src/graphql/texts.ts';
import { rejectCodes } from '../../src/intake/errors.ts';
import { parseMapping } from '../../src/intake/parse.ts';
import { readMapping } from '../../src/intake/read.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

const head = 'kind: mapping\nname: m\nsource: s\nfiles: { f: { format: csv } }\nrows:\n';
const faults = (rows: string, before = head): { code: string; path: string | undefined }[] => {
  try {
    parseMapping(`${before}${rows}`, 'm.yaml');
    return [];
  } catch (error) {
    return ((error as AggregateError).errors as Problem[]).map(({ code, path }) => ({ code, path }));
  }
};

const bill = '  - { fact: bill, key: K, account: A, set: { period: { column: P } } }\n';

test.each(['taiwan', 'telco', 'german'])('the mapping %s that comes with Assay has no fault', async (name) => {
  expect(await readMapping(`${root}src/demo/mappings/${name}.yaml`)).toMatchObject({ name, source: name });
});

test('codes and months keep the text in which they are written', () => {
  const { rows } = parseMapping(
    `${head}  - { fact: account_status, key: K, account: A, unpivot: { month: { 2005-09: P } }, set: { month: month, scheme: x, code: { value: true, codes: { 01: 1, 1.0: 2, -2: 3 } } } }\n`,
    'm.yaml',
  );
  expect(rows[0]?.set['code']).toEqual({ value: true, codes: { '01': 1, '1.0': 2, '-2': 3 } });
});

describe('every fault has its line and path', () => {
  test.each([
    ['a key of no meaning', `${bill}    more: 1\n`, 'INTAKE_MAPPING_SYNTAX', 'm.yaml:7'],
    ['an unknown entry', '  - { fact: bill, key: K, account: A, sett: {} }\n', 'INTAKE_MAPPING_ENTRY_UNKNOWN', 'm.yaml:6 rows[0].sett'],
    ['an unknown fact', '  - { fact: bil, key: K }\n', 'INTAKE_FACT_UNKNOWN', 'm.yaml:6 rows[0].fact'],
    ...['list_entry', 'forbearance', 'mark'].map((fact): [string, string, string, string] => [
      `a fact that a mapping may not write around the second person: ${fact}`,
      `  - { fact: ${fact}, key: K, customer: C, set: { list: bad_debt } }\n`,
      'INTAKE_FACT_OWN',
      'm.yaml:6 rows[0].fact',
    ]),
    [
      'an unknown column',
      `${bill}  - { fact: payment, key: K, account: A, set: { paidOn: { column: D }, amountMinor: { column: M }, payed: 1 } }\n`,
      'INTAKE_TARGET_UNKNOWN',
      'm.yaml:7 rows[1].set.payed',
    ],
    ['a required column left out', '  - { fact: bill, key: K, account: A, set: {} }\n', 'INTAKE_TARGET_MISSING', 'm.yaml:6 rows[0].set'],
    ['no key', '  - { fact: bill, account: A, set: { period: { column: P } } }\n', 'INTAKE_OWNER_MISSING', 'm.yaml:6 rows[0].key'],
    ['no account', '  - { fact: bill, key: K, set: { period: { column: P } } }\n', 'INTAKE_OWNER_MISSING', 'm.yaml:6 rows[0].account'],
    [
      'a customer where the account is the owner',
      '  - { fact: bill, key: K, account: A, customer: C, set: { period: { column: P } } }\n',
      'INTAKE_OWNER_MISPLACED',
      'm.yaml:6 rows[0].customer',
    ],
    [
      'a transform that does not fit',
      '  - { fact: bill, key: K, account: A, set: { period: { column: P, minor: EUR } } }\n',
      'INTAKE_TRANSFORM_UNFIT',
      'm.yaml:6 rows[0].set.period.minor',
    ],
    [
      'a transform nobody knows',
      '  - { fact: bill, key: K, account: A, set: { period: { column: P, lower: true } } }\n',
      'INTAKE_MAPPING_ENTRY_UNKNOWN',
      'm.yaml:6 rows[0].set.period.lower',
    ],
    [
      'a variable without an unpivot',
      '  - { fact: bill, key: K, account: A, set: { period: { variable: month } } }\n',
      'INTAKE_VARIABLE_UNKNOWN',
      'm.yaml:6 rows[0].set.period',
    ],
    [
      'a constant of the wrong type',
      '  - { fact: bill, key: K, account: A, set: { period: January } }\n',
      'INTAKE_CONSTANT_UNFIT',
      'm.yaml:6 rows[0].set.period',
    ],
    [
      'two sources',
      '  - { fact: bill, key: K, account: A, set: { period: { column: P, constant: 2026-01 } } }\n',
      'INTAKE_SOURCE_COUNT',
      'm.yaml:6 rows[0].set.period',
    ],
    [
      'an attribute without a class',
      '  - { fact: customer, key: K, set: { kind: person, attributes.sex: { column: S } } }\n',
      'INTAKE_CLASS_MISSING',
      'm.yaml:6 rows[0].set.attributes.sex',
    ],
    [
      'an unknown identifier',
      '  - { fact: customer, key: K, set: { kind: person, identifiers.badge: { column: S } } }\n',
      'INTAKE_IDENTIFIER_UNKNOWN',
      'm.yaml:6 rows[0].set.identifiers.badge',
    ],
    [
      'two unpivots',
      '  - { fact: bill, key: K, account: A, unpivot: { a: { x: P }, b: { y: P } }, set: { period: { column: P } } }\n',
      'INTAKE_UNPIVOT_COUNT',
      'm.yaml:6 rows[0].unpivot',
    ],
    [
      'a file nobody named',
      '  - { fact: bill, from: g, key: K, account: A, set: { period: { column: P } } }\n',
      'INTAKE_FILE_UNKNOWN',
      'm.yaml:6 rows[0].from',
    ],
    [
      'a pattern of no moment',
      '  - { fact: interaction, key: K, customer: C, set: { occurredOn: { column: D }, kind: { column: D }, startedAt: { column: T, instant: yyyy } } }\n',
      'INTAKE_MAPPING_SHAPE',
      'm.yaml:6 rows[0].set.startedAt.instant',
    ],
    [
      'a number of days under a wrong name',
      '  - { fact: bill, key: K, account: A, set: { period: { column: P }, dueOn: { column: D, addDays: { colum: N } } } }\n',
      'INTAKE_MAPPING_ENTRY_UNKNOWN',
      'm.yaml:6 rows[0].set.dueOn.addDays.colum',
    ],
    [
      'coverage that ends before it begins',
      '  - { fact: bill, key: K, account: A, set: { period: { column: P } }, covers: { from: 2026-02-01, until: 2026-01-01 } }\n',
      'INTAKE_COVERS_ORDER',
      'm.yaml:6 rows[0].covers',
    ],
    [
      'a day that does not exist',
      '  - { fact: bill, key: K, account: A, set: { period: { column: P } }, covers: { from: 2026-02-30, until: 2026-03-01 } }\n',
      'INTAKE_MAPPING_SHAPE',
      'm.yaml:6 rows[0].covers.from',
    ],
  ])('%s', (_, rows, code, path) => {
    expect(faults(rows)).toContainEqual({ code, path });
  });

  test.each([
    ['names for a file whose lines hold them', 'format: ndjson, header: [A]', 'INTAKE_FILE_OPTION', 'm.yaml:4 files.f.header'],
    ['a pivot whose columns overlap', 'format: csv, pivot: { by: [A, N], name: N, value: V }', 'INTAKE_PIVOT_COLUMNS', 'm.yaml:4 files.f.pivot'],
    ['a format nobody reads', 'format: xml', 'INTAKE_MAPPING_SHAPE', 'm.yaml:4 files.f.format'],
    ['an encoding nobody reads', 'format: csv, encoding: latin-1', 'INTAKE_MAPPING_SHAPE', 'm.yaml:4 files.f.encoding'],
  ])('%s', (_, written, code, path) => {
    expect(faults(bill, head.replace('format: csv', written))).toContainEqual({ code, path });
  });

  test('all of them are named at once', () => {
    expect(faults('  - { fact: bil, key: K }\n  - { fact: bill, key: K, account: A, set: {} }\n')).toHaveLength(2);
  });
});

test('every reject has a text in both languages that fills its gaps', () => {
  const params = Object.fromEntries(
    'line column cell target words listed pattern places currency most bytes characters fact first found expected at by kind zone'
      .split(' ')
      .map((name) => [name, '#']),
  );
  for (const language of languages) {
    for (const code of rejectCodes) {
      const { message, hint } = textOf(code, language, params);
      expect(`${message}${hint}`, code).not.toMatch(/\{\w+\}|INTAKE_/);
      expect(hint, code).not.toBe('');
    }
  }
});
