import { userInfo } from 'node:os';
import { subjectNamed } from '../access/token.ts';
import type { Acting } from '../approval/handler.ts';
import { clock, today } from '../server/clock.ts';
import type { Assay } from './open.ts';

/** Whoever has this shell has the database: the command line asks for a name and for no right. */
export const actingOn = ({ timeZone }: Pick<Assay, 'timeZone'>, by: string | undefined): Acting => ({
  who: subjectNamed(by ?? userInfo().username),
  at: clock(),
  today: today(timeZone),
  holds: () => true,
});
