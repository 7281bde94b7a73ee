import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Handlers } from '../../src/approval/handler.ts';
import { approvalPrefix } from '../../src/approval/record.ts';
import { submit } from '../../src/approval/submit.ts';
import { encodeId } from '../../src/base/id.ts';
import { newId } from '../../src/db/id.ts';
import { problem } from '../../src/rating/errors.ts';
import { type Answer, type Api, api, at } from './world.ts';

const done = vi.hoisted(() => [] as string[]);
vi.mock('../../src/server/handlers.ts', () => {
  const effect: Handlers[string]['effect'] = async (_tx, { subjectId }) => {
    if (subjectId === 'thing_bad') throw problem('RATING_NO_RULESET', { dimension: 'credit', subject: 'customer' });
    done.push(subjectId);
  };
  return { handlers: { thing: { scope: 'ruleset.approve', effect }, secret: { scope: 'operate', effect } } satisfies Handlers };
});

let world: Api;
beforeAll(async () => {
  world = await api();
});

const ask = async (subjectId: string, more: object = {}): Promise<string> =>
  encodeId(
    approvalPrefix,
    (await world.sql.begin((tx) =>
      submit(
        tx,
        {
          kind: 'thing',
          subjectId,
          digest: `sha256:${subjectId}`,
          title: { en: 'A thing', zh: '一件事' },
          detail: {},
          author: 'ann',
          submitter: 'test officer',
          why: 'because',
          ...more,
        },
        at,
      ),
    )) as string,
  );
const whole = `approval { id kind title subjectId digest author submitter submittedAt why needed approvers deadline state decidedAt mayDecide
  votes { who choice comment digest at } } refusal { code message path hint }`;
let keys = 0;
const act = async (role: 'officer' | 'approver' | 'admin' | 'analyst', name: string, approval: string, more: object = {}): Promise<Answer> => {
  const input = { approval, digest: 'sha256:thing_1', comment: 'seen', idempotencyKey: `k${++keys}`, ...more };
  const type = name === 'reassignApproval' ? 'ReassignApprovalInput' : 'ApprovalInput';
  return world.ask(role, `mutation ($input: ${type}!) { ${name}(input: $input) { ${whole} } }`, { variables: { input } });
};
const inbox = async (role: 'officer' | 'approver' | 'admin', args = ''): Promise<[string, string, boolean][]> => {
  const { data, errors } = await world.ask(role, `{ approvals${args} { edges { node { subjectId state mayDecide } } } }`);
  expect(errors).toEqual([]);
  return data!['approvals'].edges.map(({ node }: { node: { subjectId: string; state: string; mayDecide: boolean } }) => [
    node.subjectId,
    node.state,
    node.mayDecide,
  ]);
};

describe('over the graph', () => {
  it('a second person approves what an officer submitted, and it takes effect', async () => {
    const id = await ask('thing_1');
    expect(await inbox('officer')).toEqual([['thing_1', 'SUBMITTED', false]]);
    expect(await inbox('approver', '(state: SUBMITTED, kind: "thing")')).toEqual([['thing_1', 'SUBMITTED', true]]);
    const input = { idempotencyKey: 'once' };
    const { data } = await act('approver', 'approve', id, input);
    expect(data!['approve']).toEqual({
      approval: {
        id,
        kind: 'thing',
        title: 'A thing',
        subjectId: 'thing_1',
        digest: 'sha256:thing_1',
        author: 'ann',
        submitter: 'test officer',
        submittedAt: at,
        why: 'because',
        needed: 1,
        approvers: null,
        deadline: '2026-12-06T10:00:00.000Z',
        state: 'APPROVED',
        decidedAt: at,
        mayDecide: false,
        votes: [{ who: 'test approver', choice: 'APPROVE', comment: 'seen', digest: 'sha256:thing_1', at }],
      },
      refusal: null,
    });
    expect((await act('approver', 'approve', id, input)).data).toEqual(data);
    expect(done).toEqual(['thing_1']);
    expect(await inbox('approver', '(state: SUBMITTED)')).toEqual([]);
    expect((await world.ask('officer', `{ approval(id: "${id}") { state } }`)).data).toEqual({ approval: { state: 'APPROVED' } });
  });

  it('refusing, taking back and naming others say what became of it', async () => {
    const [refused, back, moved] = [await ask('thing_2'), await ask('thing_3'), await ask('thing_4')];
    const digest = (thing: number) => ({ digest: `sha256:thing_${thing}` });
    expect((await act('approver', 'refuse', refused, digest(2))).data!['refuse'].approval).toMatchObject({ state: 'REFUSED', votes: [{ choice: 'REFUSE' }] });
    expect((await act('officer', 'withdrawApproval', back, digest(3))).data!['withdrawApproval'].approval).toMatchObject({ state: 'WITHDRAWN', decidedAt: at });
    const deadline = '2026-12-24T12:00:00.000Z';
    const { data } = await act('officer', 'reassignApproval', moved, { ...digest(4), approvers: ['test admin'], deadline });
    expect(data!['reassignApproval'].approval).toMatchObject({ state: 'SUBMITTED', approvers: ['test admin'], deadline });
    expect((await act('approver', 'approve', moved, digest(4))).data!['approve'].refusal.code).toBe('APPROVAL_NOT_APPROVER');
    expect((await act('officer', 'reassignApproval', moved, digest(4))).data!['reassignApproval'].approval).toMatchObject({ approvers: null });
    expect((await act('approver', 'approve', moved, digest(4))).data!['approve'].approval.state).toBe('APPROVED');
    expect(done).toEqual(['thing_1', 'thing_4']);
  });

  it('whoever holds every right still does not decide on what is his own', async () => {
    const [written, submitted] = [await ask('thing_5', { author: 'test admin' }), await ask('thing_6', { submitter: 'test admin' })];
    for (const [id, digest, code] of [
      [written, 'sha256:thing_5', 'APPROVAL_AUTHOR_CANNOT_APPROVE'],
      [submitted, 'sha256:thing_6', 'APPROVAL_SUBMITTER_CANNOT_APPROVE'],
    ] as const) {
      const { data } = await act('admin', 'approve', id, { digest });
      expect(data!['approve']).toMatchObject({ approval: null, refusal: { code, message: expect.stringContaining('test admin'), hint: expect.any(String) } });
    }
  });

  it('refusals are typed: another form, no such request, no right to the kind, an effect that cannot be', async () => {
    const [form, secret, bad] = [await ask('thing_7'), await ask('thing_8', { kind: 'secret' }), await ask('thing_bad')];
    for (const [id, digest, code, path] of [
      [form, 'sha256:other', 'APPROVAL_DIGEST_CHANGED', 'digest'],
      [encodeId(approvalPrefix, newId()), 'x', 'APPROVAL_UNKNOWN', 'approval'],
      ['apr_nothing', 'x', 'APPROVAL_UNKNOWN', 'approval'],
      [secret, 'sha256:thing_8', 'APPROVAL_SCOPE_MISSING', null],
      [bad, 'sha256:thing_bad', 'RATING_NO_RULESET', null],
    ] as const)
      expect((await act('approver', 'approve', id, { digest })).data!['approve'], code).toMatchObject({ approval: null, refusal: { code, path } });
    expect((await world.ask('approver', `{ approval(id: "${bad}") { state votes { who } } }`)).data).toEqual({ approval: { state: 'SUBMITTED', votes: [] } });
  });

  it('a request of a kind that is not his to decide on is not there for a person who has no part in it', async () => {
    const id = await ask('thing_9', { kind: 'secret', submitter: 'somebody' });
    expect((await world.ask('approver', `{ approval(id: "${id}") { state } }`)).data).toEqual({ approval: null });
    expect((await inbox('approver')).map(([subject]) => subject)).not.toContain('thing_9');
    expect((await inbox('admin')).map(([subject]) => subject)).toContain('thing_9');
  });

  it('an officer has no way to approve, an approver none to submit, an analyst none to look', async () => {
    const id = await ask('thing_10');
    expect((await act('officer', 'approve', id)).errors[0]?.message).toContain('Cannot query field "approve"');
    expect((await act('approver', 'withdrawApproval', id)).errors[0]?.message).toContain('Cannot query field "withdrawApproval"');
    expect((await world.ask('analyst', '{ approvals { edges { node { id } } } }')).errors[0]?.message).toContain('Cannot query field "approvals"');
  });

  it('who did what is on record for the steward, page by page, and for nobody else', async () => {
    const asked = '{ log(kind: "thing", subject: "thing_1") { edges { node { who what why digest at } } } }';
    const { data } = await world.ask('steward', asked);
    const more = { digest: 'sha256:thing_1', at };
    expect(data!['log'].edges.map(({ node }: { node: object }) => node)).toEqual([
      { who: 'test approver', what: 'approval.approve', why: 'seen', ...more },
      { who: 'test officer', what: 'approval.submit', why: 'because', ...more },
    ]);
    expect((await world.ask('approver', asked)).errors[0]?.message).toContain('Cannot query field "log"');
  });

  it('another program reads the outbox, and nothing that is decided by people', async () => {
    expect((await world.ask('machine', '{ events(topic: "none") { edges { node { id topic customer payload at } } pageInfo { endCursor } } }')).data).toEqual({
      events: { edges: [], pageInfo: { endCursor: null } },
    });
    expect((await world.ask('machine', '{ approvals { edges { node { id } } } }')).errors).toHaveLength(1);
    expect((await world.ask('officer', '{ events { edges { node { id } } } }')).errors).toHaveLength(1);
  });
});
