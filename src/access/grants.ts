import { digest } from '../base/digest.ts';
import type { Principal } from './principal.ts';
import { type Grants, type Role, roleGrants, roles } from './role.ts';

const open: Grants = Object.freeze({ open: 'clear' });
const ofRoles = Object.fromEntries(roles.map((role) => [role, Object.freeze({ ...open, ...roleGrants[role] })])) as Record<Role, Grants>;
const digests = new WeakMap<Grants, string>();

/** What a principal comes down to; nobody in particular holds `open` alone. Equal principals get the same object. */
export const grantsOf = ({ role }: Principal): Grants => (role ? ofRoles[role] : open);

/** Equal grants, equal digest: principals of one digest share a projection and its documents. Grants do not change once told. */
export function grantsDigest(grants: Grants): string {
  const known = digests.get(grants);
  if (known !== undefined) return known;
  const made = digest(grants);
  digests.set(grants, made);
  return made;
}
