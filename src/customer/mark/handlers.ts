import type { Handlers } from '../../approval/handler.ts';
import { approved } from './approved.ts';

export const handlers: Handlers = { mark: { scope: 'dispute.approve', effect: approved } };
