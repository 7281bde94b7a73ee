import { describe, expect, it } from 'vitest';
import { grantsDigest, grantsOf } from '../../src/access/grants.ts';
import { nobody } from '../../src/access/principal.ts';
import { roleGrants, roles } from '../../src/access/role.ts';
import { type Scope, scopes } from '../../src/base/scope.ts';

describe('roles', () => {
  it('nobody holds open alone', () => expect(grantsOf(nobody)).toEqual({ open: 'clear' }));
  it('every role holds open', () => {
    for (const role of roles) expect(grantsOf({ subject: 'x', role }).open).toBe('clear');
  });
  it('admin holds everything in clear but what only a partner does', () =>
    expect(roleGrants.admin).toEqual(Object.fromEntries(scopes.filter((scope) => scope !== 'inquiry.ask').map((scope) => [scope, 'clear']))));
  it('no role of the company asks as a partner', () => expect(roles.filter((role) => roleGrants[role]['inquiry.ask'])).toEqual([]));
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
  it.each<[string, Scope[], Scope]>([
    ['an agreement', ['partner.edit'], 'partner.approve'],
    ['a ruleset', ['ruleset.edit'], 'ruleset.approve'],
    ['an issue of grades', ['rating.run'], 'rating.issue'],
    ['a review of an issued grade', ['rating.review'], 'rating.issue'],
    ['an override', ['rating.override'], 'override.approve'],
    ['an entry of a list', ['list.edit'], 'list.approve'],
    ['a forbearance window', ['forbearance.edit'], 'forbearance.approve'],
    ['a mark that leaves a fact out', ['dispute.edit'], 'dispute.approve'],
  ])('nobody but admin both proposes and decides on %s', (_, edits, decides) => {
    const both = roles.filter((role) => roleGrants[role][decides] && edits.some((edit) => roleGrants[role][edit]));
    expect(both).toEqual(['admin']);
    for (const scope of [...edits, decides]) expect(roles.filter((role) => roleGrants[role][scope]).length, scope).toBe(2);
  });
  it('nobody but admin both submits and decides on a request', () => {
    expect(roles.filter((role) => roleGrants[role]['approval.decide'])).toEqual(['approver', 'admin']);
    expect(roles.filter((role) => roleGrants[role]['approval.submit'])).toEqual(['officer', 'steward', 'admin']);
  });
  it('every scope that decides is held against one that proposes', () => {
    const decides = scopes.filter((scope) => scope.endsWith('.approve') || scope.endsWith('.decide'));
    expect(decides).toEqual([
      'override.approve',
      'ruleset.approve',
      'list.approve',
      'forbearance.approve',
      'dispute.approve',
      'approval.decide',
      'partner.approve',
    ]);
    for (const role of roles.filter((each) => each !== 'admin')) {
      const proposing = Object.keys(roleGrants[role]).some((scope) => /\.(edit|submit|override)$/.test(scope));
      expect(proposing && decides.some((scope) => roleGrants[role][scope]), role).toBe(false);
    }
  });
  it('a machine neither proposes nor decides', () => {
    expect(Object.keys(roleGrants.machine).filter((scope) => /\.(edit|submit|override|approve|decide|issue|review|run)$/.test(scope))).toEqual([]);
  });
  it('equal grants have one digest whatever their order', () => {
    expect(grantsDigest({ open: 'clear', operate: 'masked' })).toBe(grantsDigest({ operate: 'masked', open: 'clear' }));
    expect(grantsDigest({ open: 'clear' })).not.toBe(grantsDigest({ open: 'masked' }));
  });
});
