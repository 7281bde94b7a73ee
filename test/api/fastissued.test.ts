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
    ['machine', 'issuedGrade { grade provisional validUntil }'],
  ])('%s: %s', async (role, fields) => {
    const { customers } = await it.ask('agent', '{ customers(first: 30) { edges { node { id } } } }');
    let graded = 0;
    for (const { node } of customers.edges) {
      const { customer } = await it.ask(role, `query ($id: ID!) { customer(id: $id) { ${fields} } }`, { id: node.id });
      graded += JSON.stringify(customer).match(/"grade":|"cycle":|"ground":/g)?.length ?? 0;
    }
    expect(graded).toBeGreaterThan(0);
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
