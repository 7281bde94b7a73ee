import type { Handlers } from '../../approval/handler.ts';
import { approved } from './approved.ts';
import { dropped } from './dropped.ts';

/** A version's document never changes: its digest is what was seen. */
export const handlers: Handlers = { agreement: { scope: 'partner.approve', effect: approved, closed: dropped } };
