import { problem } from './errors.ts';
import { isRole, type Role, roles } from './role.ts';

/** The names on the way to a claim: dots separate them, `\.` is a dot inside one, and a URL is one name as it stands. */
export const claimPath = (text: string): string[] => (text.includes('://') ? [text] : text.split(/(?<!\\)\./).map((name) => name.replaceAll('\\.', '.')));

/**
 * The one role of Assay that the claim names, as a word or in a list; words of other programs in it count nothing. Throws
 * ACCESS_ROLE_NONE, and ACCESS_ROLE_SEVERAL: what two roles may do together is a third role that nobody decided on, and
 * would join what is kept apart (who edits never approves).
 */
export function roleIn(claims: object, claim: string): Role {
  const held = new Set([claimAt(claims, claimPath(claim))].flat().filter(isRole));
  const [role, ...more] = held;
  if (role === undefined) throw problem('ACCESS_ROLE_NONE', { claim, roles: roles.join(', ') });
  if (more.length > 0) throw problem('ACCESS_ROLE_SEVERAL', { claim, held: [...held].join(', ') });
  return role;
}

const claimAt = (claims: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (inside, name) => (typeof inside === 'object' && inside !== null && Object.hasOwn(inside, name) ? (inside as Record<string, unknown>)[name] : undefined),
    claims,
  );
