import { Bounded } from '../../base/bounded.ts';
import { limits } from '../../base/limits.ts';
import type { Version } from './version.ts';

/** Versions by the uuid ratings carry; they never change, so the program remembers the last ones it compiled. */
export const remembered = new Bounded<string, Version>(limits.versionsRemembered);
