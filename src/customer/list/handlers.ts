import type { Handlers } from '../../approval/handler.ts';
import { approved } from './approved.ts';

export const handlers: Handlers = { list_entry: { scope: 'list.approve', effect: approved } };
