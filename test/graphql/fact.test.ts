import { getTableColumns } from 'drizzle-orm';
import { getNamedType, isNonNullType, isObjectType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { wearOf } from '../../src/access/scope.ts';
import { type ColumnType, type Fact, publishedName, snake } from '../../src/base/fact.ts';
import { facts as consumption } from '../../src/consumption/fact.ts';
import * as consumptionTables from '../../src/consumption/tables.ts';
import { facts as customer } from '../../src/customer/fact.ts';
import * as listTables from '../../src/customer/list/tables.ts';
import * as markTables from '../../src/customer/mark/tables.ts';
import * as customerTables from '../../src/customer/tables.ts';
import { facts as payment } from '../../src/payment/fact.ts';
import * as forbearanceTables from '../../src/payment/forbearance/tables.ts';
import * as paymentTables from '../../src/payment/tables.ts';
import { schema } from '../../src/server/schema.ts';
import { facts as service } from '../../src/service/fact.ts';
import * as serviceTables from '../../src/service/tables.ts';

const tables: Record<string, unknown> = {
  ...consumptionTables,
  ...customerTables,
  ...listTables,
  ...markTables,
  ...paymentTables,
  ...forbearanceTables,
  ...serviceTables,
};
const camel = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
const sqlTypes: Record<ColumnType, string> = {
  text: 'text',
  code: 'text',
  integer: 'integer',
  quantity: 'numeric',
  money: 'bigint',
  date: 'date',
  month: 'date',
  boolean: 'boolean',
  reference: 'uuid',
  instant: 'timestamptz(3)',
  customer: 'uuid',
};
const graphTypes: Record<ColumnType, string> = {
  text: 'String',
  code: 'String',
  integer: 'Int',
  quantity: 'Decimal',
  money: 'Money',
  date: 'Date',
  month: 'Month',
  boolean: 'Boolean',
  reference: 'ID',
  instant: 'DateTime',
  customer: 'Customer',
};
const all = [...customer, ...consumption, ...payment, ...service].map((fact) => [fact.name, fact] as const);

describe('entry, table and published class agree', () => {
  it.each(all)('%s', (_, fact: Fact) => {
    const type = schema().getType(fact.type);
    const fields = isObjectType(type) ? type.getFields() : {};
    const columns = getTableColumns(tables[camel(fact.name)] as never) as Record<string, { name: string; notNull: boolean; getSQLType(): string }>;
    expect(type?.description).toBe(fact.description.en);
    for (const [name, column] of Object.entries(fact.columns)) {
      const field = fields[publishedName(name, column)];
      expect([name, columns[name]?.name]).toEqual([name, snake(name)]);
      expect([name, columns[name]?.getSQLType(), field && getNamedType(field.type).name]).toEqual([name, sqlTypes[column.type], graphTypes[column.type]]);
      expect([name, wearOf(field ?? {})?.scope]).toEqual([name, column.scope]);
      expect(field?.description).toContain(column.description.en);
      expect([name, isNonNullType(field?.type)]).toEqual([name, column.required === true]);
      if (column.required) expect([name, columns[name]?.notNull]).toEqual([name, true]);
    }
    expect(Object.keys(fields)).toEqual(expect.arrayContaining(['id', 'recordedAt']));
  });

  it('every fact hangs on its owner', () => {
    for (const [name, fact] of all) {
      const owner = schema().getType(fact.owner === 'account' ? 'Account' : 'Customer');
      if (name !== 'customer') expect([name, isObjectType(owner) && wearOf(owner.getFields()[fact.plural] ?? {})?.scope]).toEqual([name, fact.scope]);
    }
  });
});
