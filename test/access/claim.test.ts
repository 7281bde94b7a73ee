import { describe, expect, it } from 'vitest';
import { claimPath, roleIn } from '../../src/access/claim.ts';

describe('a role claim', () => {
  const paths: [string, string[]][] = [
    ['roles', ['roles']],
    ['realm_access.roles', ['realm_access', 'roles']],
    ['resource_access.assay\\.api.roles', ['resource_access', 'assay.api', 'roles']],
    ['https://assay.example/role', ['https://assay.example/role']],
  ];
  it.each(paths)('%s is the way %j', (text, path) => expect(claimPath(text)).toEqual(path));

  const cases: [string, string, object, string][] = [
    ['a word', 'role', { role: 'agent' }, 'agent'],
    ['a list with words of others', 'roles', { roles: ['offline_access', 'analyst', 'uma'] }, 'analyst'],
    ['the same twice', 'roles', { roles: ['analyst', 'analyst'] }, 'analyst'],
    ['a way down', 'a.b.c', { a: { b: { c: 'officer' } } }, 'officer'],
    ['a URL', 'https://x.example/role', { 'https://x.example/role': ['steward'] }, 'steward'],
    ['nothing', 'roles', {}, 'ACCESS_ROLE_NONE'],
    ['null on the way', 'a.b', { a: null }, 'ACCESS_ROLE_NONE'],
    ['a word on the way', 'a.length', { a: 'agent' }, 'ACCESS_ROLE_NONE'],
    ['what every object has', 'constructor.name', {}, 'ACCESS_ROLE_NONE'],
    ['a prototype', '__proto__.role', JSON.parse('{"x":1}'), 'ACCESS_ROLE_NONE'],
    ['no role of ours', 'roles', { roles: ['king'] }, 'ACCESS_ROLE_NONE'],
    ['another case', 'roles', { roles: ['Admin'] }, 'ACCESS_ROLE_NONE'],
    ['words in one text', 'roles', { roles: 'agent admin' }, 'ACCESS_ROLE_NONE'],
    ['an object', 'roles', { roles: { agent: true } }, 'ACCESS_ROLE_NONE'],
    ['a list in a list', 'roles', { roles: [['admin']] }, 'ACCESS_ROLE_NONE'],
    ['several of ours', 'roles', { roles: ['officer', 'approver'] }, 'ACCESS_ROLE_SEVERAL'],
  ];
  it.each(cases)('%s', (_, claim, claims, expected) => {
    const role = (): string => {
      try {
        return roleIn(claims, claim);
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    expect(role()).toBe(expected);
  });
});
