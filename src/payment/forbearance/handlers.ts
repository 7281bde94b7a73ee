import type { Handlers } from '../../approval/handler.ts';
import { approved } from './approved.ts';

export const handlers: Handlers = { forbearance: { scope: 'forbearance.approve', effect: approved } };
