import type { Handlers } from '../../approval/handler.ts';
import { deciding } from '../life/publish.ts';
import { confirm } from './confirm.ts';
import { recheck } from './recheck.ts';
import { resume } from './resume.ts';

/** A version's digest is its name, so it cannot change; nor can a stop that was made. */
export const handlers: Handlers = {
  ruleset: { scope: deciding, effect: recheck },
  ruleset_stop: { scope: deciding, effect: confirm, closed: resume },
};
