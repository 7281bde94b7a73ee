import type { Asked } from '../../approval/approval.ts';
import type { Handlers } from '../../approval/handler.ts';
import type { Tx } from '../../db/client.ts';
import { drop } from './drop.ts';
import type { IssueRun } from './issue.ts';
import { put } from './put.ts';
import { claimRun } from './store.ts';

const runOf = async (tx: Tx, { detail }: Asked): Promise<IssueRun> => (await claimRun(tx, (detail as { issueId: string }).issueId)) as IssueRun;

export const handlers: Handlers = {
  issue_run: {
    scope: 'rating.issue',
    current: async (tx, asked) => {
      const { state, digest } = await runOf(tx, asked);
      return state === 'submitted' && digest !== null ? digest : undefined;
    },
    effect: async (tx, asked, acting) => put(tx, await runOf(tx, asked), asked, acting),
    closed: async (tx, asked, { at }) => {
      const run = await runOf(tx, asked);
      // One that was cancelled when its time was over has no ratings any more: those that stand are another run's.
      if (run.state === 'submitted') await drop(tx, run, asked.state === 'refused' ? 'refused' : 'cancelled', at);
    },
  },
};
