import { describe, expect, it } from 'vitest';
import { grantsDigest, grantsOf } from '../../src/access/grants.ts';
import { nobody } from '../../src/access/principal.ts';
import { roleGrants, roles } from '../../src/access/role.ts';
import { scopes } from '../../src/base/scope.ts';

describe('roles', () => {
  it('nobody holds open alone', () => expect(grantsOf(nobody)).toEqual({ open: 'clear' }));
  it('every role holds open', () => {
    for (const role of roles) expect(grantsOf({ subject: 'x', role }).open).toBe('clear');
  });
  it('admin holds everything in clear', () => expect(roleGrants.admin).toEqual(Object.fromEntries(scopes.map((scope) => [scope, 'clear']))));
  it('an agent sees numbers masked and no sensitive attribute', () => {
    expect(roleGrants.agent['profile.identifier']).toBe('masked');
    expect(roleGrants.agent['profile.sensitive']).toBeUndefined();
  });
  it('an analyst sees neither names nor contacts', () => {
    for (const role of ['analyst', 'officer', 'approver'] as const) {
      for (const scope of ['profile.identity', 'profile.identifier', 'profile.contact', 'profile.sensitive'] as const)
        expect(roleGrants[role][scope]).toBeUndefined();
    }
  });
  it('only steward and admin see sensitive attributes', () =>
    expect(roles.filter((role) => roleGrants[role]['profile.sensitive'])).toEqual(['steward', 'admin']));
  it('equal grants have one digest whatever their order', () => {
    expect(grantsDigest({ open: 'clear', operate: 'masked' })).toBe(grantsDigest({ operate: 'masked', open: 'clear' }));
    expect(grantsDigest({ open: 'clear' })).not.toBe(grantsDigest({ open: 'masked' }));
  });
});
