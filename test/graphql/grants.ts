import fc from 'fast-check';
import { type Grants, roleGrants, roles, type Treatment } from '../../src/access/role.ts';
import { scopes } from '../../src/base/scope.ts';

const treatment = fc.constantFrom<(Treatment | undefined)[]>('clear', 'clear', 'clear', 'clear', 'masked', 'withheld', undefined);

/** A partner's grants give a schema of another make: see `test/access/partner.test.ts`. */
const drawn = scopes.filter((scope) => scope !== 'inquiry.ask');

/** Any grants of the company's own. Most may read customers, or else there would be little to see. */
const grants: fc.Arbitrary<Grants> = fc
  .tuple(fc.array(treatment, { minLength: drawn.length, maxLength: drawn.length }), fc.integer({ min: 0, max: 9 }))
  .map(([treatments, reader]) => {
    const granted = drawn.flatMap((scope, at) => (treatments[at] ? [[scope, treatments[at]] as const] : []));
    return { ...Object.fromEntries(granted), open: 'clear', ...(reader > 0 ? { 'customer.read': 'clear' } : {}) };
  });

/** Those of the roles, and random ones: any scope is seen clear, masked, withheld or not at all. The same seed gives the same. */
export const grantsDrawn = (seed: number, count: number): Grants[] => [
  ...roles.map((role) => ({ open: 'clear' as const, ...roleGrants[role] })),
  ...fc.sample(grants, { seed, numRuns: count }),
];
