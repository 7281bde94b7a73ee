import type { Context } from '../graphql/context.ts';
import type { Acting } from './handler.ts';

/** Whoever sent this operation, as who acts now. */
export const actingOf = ({ principal, grants, now, today }: Context): Acting => ({
  who: principal.subject,
  at: now(),
  today: today(),
  holds: (scope) => grants[scope] === 'clear',
});
