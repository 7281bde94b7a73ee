import 'reflect-metadata';
import { isObjectType } from 'graphql';
import { expect, it } from 'vitest';
import { wearOf } from '../../../src/access/scope.ts';
import { schema } from '../../../src/server/schema.ts';
import { maskless, shareableScopes } from '../../../src/sharing/agreement/grain.ts';

it('a scope that can be agreed has something to show masked, but for those that are known to have nothing', () => {
  const worn = Object.values(schema().getTypeMap()).flatMap((type) =>
    isObjectType(type) ? Object.values(type.getFields()).map((field) => wearOf(field)) : [],
  );
  const shown = new Set(worn.flatMap((wear) => (wear && (wear.mask || wear.coarse) ? [wear.scope] : [])));
  expect(shareableScopes.filter((scope) => !shown.has(scope))).toEqual(maskless);
});
