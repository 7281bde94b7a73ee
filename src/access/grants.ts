import { digest } from '../base/digest.ts';
import type { Principal } from './principal.ts';
import { type Grants, roleGrants } from './role.ts';

/** What a principal comes down to; nobody in particular holds `open` alone. */
export const grantsOf = (principal: Principal): Grants => ({ open: 'clear', ...(principal.role ? roleGrants[principal.role] : {}) });

/** Equal grants, equal digest: principals of one digest share a projection and its documents. */
export const grantsDigest = (grants: Grants): string => digest(grants);
