import { beforeAll, describe, expect, it } from 'vitest';
import { importer } from '../intake/sample.ts';
import { type Api, api } from './world.ts';

let world: Api;

const people = (from: number, until: number): string => Array.from({ length: until - from }, (_, at) => `${from + at},Person ${from + at},,,\n`).join('');

beforeAll(async () => {
  world = await api();
  const run = importer(world.sql);
  await run('customers', `ID,NAME,PHONE,NUMBER,SEX\n${people(0, 5)}`, { rejects: '/dev/null' });
  await run('customers', `ID,NAME,PHONE,NUMBER,SEX,VIP\n${people(4, 8).replaceAll('\n', ',\n')}9,X,,,q,\n9,X,,,z,\n,X,,,,\n`, { rejects: '/dev/null' });
  await run('accounts', 'ID,CUSTOMER,SERVICE,SINCE,FLOOR\nA1,1,electricity,2025-01-01,2\n', { rejects: '/dev/null' });
});

const page = '{ edges { node { id file lines inserted } } pageInfo { hasNextPage endCursor } }';

describe('what was imported', () => {
  it('is told newest first, with counts, rejects by reason and columns that are new', async () => {
    const { data, errors } = await world.ask(
      'steward',
      '{ imports(first: 2) { edges { node { source mapping file fileName importedAt seconds lines counts { kind count } inserted changed unchanged rejected rejects { code count } columns newColumns absent { fact } } } } }',
    );
    expect(errors).toEqual([]);
    const [accounts, customers] = data?.['imports'].edges.map(({ node }: { node: object }) => node);
    expect(accounts).toMatchObject({
      source: 'sample',
      mapping: 'sample',
      file: 'accounts',
      lines: 1,
      counts: [{ kind: 'accounts', count: 1 }],
      rejects: [],
      absent: [],
    });
    expect(accounts.importedAt).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
    expect(customers).toMatchObject({
      file: 'customers',
      lines: 7,
      counts: [{ kind: 'customers', count: 4 }],
      inserted: 3,
      changed: 0,
      unchanged: 1,
      rejected: 3,
      rejects: [
        { code: 'INTAKE_CELL_CODE', count: 2 },
        { code: 'INTAKE_KEY_MISSING', count: 1 },
      ],
      columns: ['ID', 'NAME', 'PHONE', 'NUMBER', 'SEX', 'VIP'],
      newColumns: ['VIP'],
    });
  });

  it('comes page by page without a gap, and each by its id', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    for (let more = true; more; ) {
      const { data } = await world.ask('operator', `query ($after: String) { imports(first: 1, after: $after) ${page} }`, { variables: { after } });
      const { edges, pageInfo } = data?.['imports'];
      seen.push(...edges.map(({ node }: { node: { id: string; file: string; lines: number } }) => `${node.id} ${node.file} ${node.lines}`));
      [more, after] = [pageInfo.hasNextPage, pageInfo.endCursor];
    }
    expect(seen.map((each) => each.split(' ').slice(1).join(' '))).toEqual(['accounts 1', 'customers 7', 'customers 5']);
    const [id] = (seen[2] as string).split(' ');
    expect((await world.ask('steward', 'query ($id: ID!) { import(id: $id) { file lines } }', { variables: { id } })).data).toEqual({
      import: { file: 'customers', lines: 5 },
    });
  });

  it.each(['imp_nothing', 'cus_00000000000000000000000000', `imp_${'0'.repeat(26)}`])('nothing under %s', async (id) => {
    expect((await world.ask('steward', 'query ($id: ID!) { import(id: $id) { file } }', { variables: { id } })).data).toEqual({ import: null });
  });

  it('of one source alone, and not for who may not read it', async () => {
    expect((await world.ask('steward', `{ imports(source: "other") ${page} }`)).data?.['imports'].edges).toEqual([]);
    const { errors } = await world.ask('agent', `{ imports ${page} }`);
    expect(errors[0]?.message).toContain('imports');
  });
});
