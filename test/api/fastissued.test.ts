import { beforeAll, describe, expect, test } from 'vitest';
import type { Role } from '../../src/access/role.ts';
import { type Both, both } from './both.ts';

let it: Both;
beforeAll(async () => {
  it = await both();
});

const whole = `id dimension subject grade provisional preliminary cycle asOf validFrom validUntil endedOn issuedAt objectionUntil
  rating { id grade score asOf reasons { code text } } reviews { id state openedAt decidedAt changedTo grade { id grade } customer { id } }`;

describe('official grades by one statement', () => {
  test.each<[Role, string]>([
    ['agent', `issuedGrade { ${whole} account issueRun }`],
    [
      'agent',
      `issuedGrade(on: "2026-07-14") { ${whole} } preliminary: issuedGrade(preliminary: true) { ${whole} } none: issuedGrade(dimension: "none") { id }`,
    ],
    ['agent', `issuedGrades(last: 2) { ${whole} } before: issuedGrades(until: "2026-07-01") { cycle }`],
    ['officer', 'issuedGrades { reviews { ground openedBy decidedBy cause comment } }'],
    ['agent', `groupIssuedGrade { ${whole} } groupIssuedGrades { ${whole} }`],
    ['agent', `accounts { id issuedGrade { ${whole} account } issuedGrades(last: 3) { id endedOn account } }`],
  ])('%s: %s', async (role, fields) => {
    const told = await it.ask(role, `{ customers(sort: SCORE_LOWEST, first: 20) { edges { node { ${fields} } } } }`);
    expect(JSON.stringify(told)).toMatch(/"grade":"[A-Z]|"cycle":|"ground":/);
  });

  test('for a machine, which has no page of customers', async () => {
    const { customers } = await it.ask('agent', '{ customers(first: 5) { edges { node { id } } } }');
    const asked = customers.edges.map(
      ({ node }: { node: { id: string } }, at: number) => `c${at}: customer(id: "${node.id}") { issuedGrade { grade provisional validUntil } }`,
    );
    expect(JSON.stringify(await it.ask('machine', `{ ${asked.join(' ')} }`))).toMatch(/"grade":"[A-Z]/);
  });

  test('a cause in words is told by the ruleset, so the resolvers say it', async () => {
    const { data } = await it.left('agent', '{ customers(first: 30) { edges { node { issuedGrades { reviews { causeText } } } } } }');
    expect(JSON.stringify(data)).toContain('A person looked at the grade again');
  });

  test('the grade in force is found by its key', async () => {
    const { customers } = await it.ask('agent', '{ customers(first: 1) { edges { node { id } } } }');
    const { plan } = await it.plan('agent', 'query ($id: ID!) { customer(id: $id) { issuedGrade { grade } } }', { id: customers.edges[0].node.id });
    expect(plan).toMatch(/issued_grade_(standing|customer_id)/);
  });
});
