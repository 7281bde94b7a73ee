import { describe, expect, it } from 'vitest';
import { roles } from '../../../src/access/role.ts';
import { gathering } from '../../../src/audit/staff/gathering.ts';
import { customerIn, isPersonal, purposeOf, textsIn } from '../../../src/audit/staff/read.ts';
import { encodeId } from '../../../src/base/id.ts';
import { scopes } from '../../../src/base/scope.ts';

const [one, other, third] = ['01998a00-0000-7000-8000-000000000001', '01998a00-0000-7000-8000-000000000002', '01998a00-0000-7000-8000-000000000003'] as const;

describe('a read of staff', () => {
  it('is one of the facts of a person, not of rules, runs and the installation', () => {
    expect(scopes.filter(isPersonal).join(' ')).toBe(
      'profile.identity profile.identifier profile.contact profile.demographic profile.sensitive profile.source profile.relation account.basic account.status usage.summary usage.detail balance.detail payment.summary payment.detail contract.event interaction.detail rating.grade rating.score rating.reasons rating.detail rating.review rating.override rating.external outcome.detail list.read dispute.read consent.read disclosure.read',
    );
  });

  it('has a purpose, whatever the role', () => {
    expect(roles.map((role) => purposeOf(undefined, role)).every((purpose) => /^[a-z_]+$/.test(purpose))).toBe(true);
    expect(purposeOf('complaint', 'agent')).toBe('complaint');
  });
  it.each([[''], ['a b'], ['Complaint'], ['9'], ['a'.repeat(61)], ['zweck\n'], ['目的'], [['a', 'b']]])('with the purpose %j is refused', (purpose) => {
    expect(() => purposeOf(purpose, 'agent')).toThrow(expect.objectContaining({ code: 'AUDIT_PURPOSE' }));
  });

  it.each<[string, string, string | undefined]>([
    ['a customer', encodeId('cus', one), one],
    ['an account of it', encodeId('acc', one, other), one],
    ['a bill of that', encodeId('bil', one, other, third), one],
    ['a request of nobody in particular', encodeId('apr', one), undefined],
    ['a word', 'Amara Okafor', undefined],
    ['something like an id', `cus_${'z'.repeat(26)}`, undefined],
    ['nothing', '', undefined],
  ])('by the id of %s names its customer', (_, id, customer) => expect(customerIn(id)).toBe(customer));

  it('finds the texts of arguments however deep, up to a bound', () => {
    expect(textsIn(['a', 1, null, { b: ['c', { d: 'e' }] }, ['f']], 10)).toEqual(['a', 'c', 'e', 'f']);
    expect(textsIn([['a', 'b', 'c']], 2)).toEqual(['a', 'b']);
  });
});

describe('reads that are put together', () => {
  const kind = { who: 'ann', role: 'agent', purpose: 'service', roots: ['customer'], fields: 'sha256:1' };
  const about = (...customers: string[]) => ({ customers, asked: [] });

  it('are those of one person, purpose and selection; each customer is named once', () => {
    const reads = gathering(10);
    reads.add(kind, ['Customer.name'], about('a'), '1');
    reads.add({ ...kind, purpose: 'complaint' }, [], about('a'), '2');
    reads.add(kind, ['Customer.name'], about('b', 'a'), '3');
    for (const who of ['bob', 'ann']) reads.add({ ...kind, who, roots: ['node'] }, [], about('c'), '4');
    expect(
      reads
        .take()
        .map(({ kind: { who, purpose, roots }, times, customers, from, until }) => [who, purpose, roots[0], times, [...customers].join(), from, until]),
    ).toEqual([
      ['ann', 'service', 'customer', 2, 'a,b', '1', '3'],
      ['ann', 'complaint', 'customer', 1, 'a', '2', '2'],
      ['bob', 'service', 'node', 1, 'c', '4', '4'],
      ['ann', 'service', 'node', 1, 'c', '4', '4'],
    ]);
    expect(reads.take()).toEqual([]);
  });

  it('are full when they name enough, and taken again when they could not be written', () => {
    const reads = gathering(2);
    for (const name of ['a', 'b', 'c']) reads.add(kind, [], about(name), '1');
    const taken = reads.take();
    expect(taken.map(({ customers }) => [...customers].join())).toEqual(['a,b', 'c']);
    // A read that names more than there is room for goes on in the next, and counts in both.
    expect(reads.add(kind, [], about('d', 'e', 'f'), '2')).toBe(2);
    expect(reads.take().map(({ customers, times }) => [[...customers].join(), times])).toEqual([
      ['d,e', 1],
      ['f', 1],
    ]);
    for (const group of taken) reads.back(group);
    expect(reads.take()).toEqual(taken);
  });
});
