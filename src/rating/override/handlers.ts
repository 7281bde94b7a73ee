import type { Handlers } from '../../approval/handler.ts';
import { approved } from './approved.ts';
import { current } from './current.ts';
import { dropped } from './dropped.ts';

export const handlers: Handlers = {
  override: {
    scope: 'override.approve',
    current: (tx, { subjectId }) => current(tx, subjectId),
    effect: (tx, { subjectId }, acting) => approved(tx, subjectId, acting),
    closed: dropped,
  },
};
