import { type GraphQLSchema, isInputObjectType, isInterfaceType, isObjectType, printSchema } from 'graphql';
import { project } from '../src/access/projection.ts';
import { roleGrants, roles } from '../src/access/role.ts';
import { valueScope, type Wear, wearOf } from '../src/access/scope.ts';
import { scopes } from '../src/base/scope.ts';
import { mappingSchema } from '../src/intake/mapping.ts';
import { rulesetSchema } from '../src/rating/ruleset.ts';
import { schema } from '../src/server/schema.ts';
import { agreementSchema } from '../src/sharing/agreement/agreement.ts';
import { everything } from '../src/sharing/agreement/grain.ts';
import { lineages } from '../src/sharing/lineage.ts';
import { errorsPage } from './catalogue.ts';

/** The published contracts by file name, as they follow from the code. */
export const contracts = (): Record<string, string> => ({
  'graph.graphql': `${printSchema(schema())}\n`,
  'partner.graphql': `${printSchema(project(schema(), everything))}\n`,
  'errors.md': errorsPage(),
  'scopes.md': scopesPage(schema()),
  'ruleset.schema.json': json(rulesetSchema()),
  'mapping.schema.json': json(mappingSchema()),
  'agreement.schema.json': json(agreementSchema()),
});

const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;

function scopesPage(full: GraphQLSchema): string {
  const parts = Object.values(full.getTypeMap()).filter((type) => !type.name.startsWith('__'));
  const rows = parts.flatMap((type) => {
    if (isInputObjectType(type)) return Object.values(type.getFields()).map((field) => row(`${type.name}.${field.name}`, wearOf(field)?.scope, 'asked for'));
    if (!isObjectType(type) && !isInterfaceType(type)) return [];
    return Object.values(type.getFields()).flatMap((field) => {
      const wear = wearOf(field);
      const args = field.args.map((argument) => row(`${type.name}.${field.name}(${argument.name}:)`, wear?.args?.[argument.name], 'asked for'));
      return [row(`${type.name}.${field.name}`, wear?.scope, noteOf(wear)), ...args];
    });
  });
  const values = parts.flatMap((type) =>
    'getValues' in type
      ? type
          .getValues()
          .flatMap((value) => (valueScope(type.name, value.name) ? [row(`${type.name}.${value.name}`, valueScope(type.name, value.name), 'asked for')] : []))
      : [],
  );
  const treated = scopes.map((scope) => `| ${scope} | ${roles.map((role) => (scope === 'open' ? 'clear' : (roleGrants[role][scope] ?? ''))).join(' | ')} |`);
  return `# Scopes
Made by \`npm run schema\`. A field is in a caller's schema only when its scope is granted; what is asked for (arguments, input fields, values to sort or filter by) needs its scope in clear. Under a masked grant a field shows what stands beside it, and where nothing does it is not there; a field that only leads to others is. What stays inside no agreement shares.

## What each role is granted
| scope | ${roles.join(' | ')} |
|---|${roles.map(() => '---|').join('')}
${treated.join('\n')}

## What is made of other data
What partners may be told that no source told, the scopes of the data it is made of, and why it may be seen by who may not see those. It holds for all that stands below a field; the program does not start with one that can be agreed and is not declared.

| field | scope | made of | why it may be seen | made of facts before the data window |
|---|---|---|---|---|
${lineageRows(full).join('\n')}

## What each part of the graph wears
| part | scope | |
|---|---|---|
${[...rows, ...values].join('\n')}
`;
}

const lineageRows = (full: GraphQLSchema): string[] =>
  Object.entries(lineages).map(([coordinate, { from, why = '', beyond = '' }]) => {
    const [name = '', field = ''] = coordinate.split('.');
    const type = full.getType(name);
    const declared = isObjectType(type) ? type.getFields()[field] : undefined;
    const scope = declared && wearOf(declared)?.scope;
    if (scope === undefined) throw new Error(`${coordinate} is declared and not there`);
    return `| ${coordinate} | ${scope} | ${from.join(', ')} | ${why} | ${beyond} |`;
  });

const noteOf = (wear: Wear | undefined): string =>
  [wear?.mask ? `masked: ${wear.mask.name}` : '', wear?.coarse ? 'masked: as it is' : '', wear?.inside ? 'stays inside' : ''].filter(Boolean).join('; ');

const row = (part: string, scope: string | undefined, note: string): string => `| ${part} | ${scope ?? ''} | ${note} |`;
