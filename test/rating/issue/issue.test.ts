import { expect, test } from 'vitest';
import { everybody, type IssueRun, titleOf } from '../../../src/rating/issue/issue.ts';

const only = '00000000-0000-7000-8000-000000000001';
const run = (more: Partial<IssueRun>) => ({ dimension: 'credit', cycle: '2026-Q2', counts: { graded: 8, better: 2, worse: 1 }, ...more }) as IssueRun;

test.each<[Partial<IssueRun>, string, string]>([
  [
    { subject: 'customer', only: everybody },
    'Issue the credit grades of customers, cycle 2026-Q2: 8 grades, 2 better and 1 worse than before',
    '签发周期 2026-Q2 的客户 credit 等级：共 8 个，较上次提升 2 个、下降 1 个',
  ],
  [
    { subject: 'group', only: everybody },
    'Issue the credit grades of groups, cycle 2026-Q2: 8 grades, 2 better and 1 worse than before',
    '签发周期 2026-Q2 的集团 credit 等级：共 8 个，较上次提升 2 个、下降 1 个',
  ],
  [{ subject: 'customer', only }, 'Issue the credit grade of one customer as of 2026-Q2', '签发一位客户截至 2026-Q2 的 credit 等级'],
  [{ subject: 'account', only }, "Issue the credit grade of one customer's accounts as of 2026-Q2", '签发一位客户的账户截至 2026-Q2 的 credit 等级'],
])('who approves an issue reads whose grades they are: %o', (more, en, zh) => {
  expect(titleOf(run(more))).toEqual({ en, zh });
});
