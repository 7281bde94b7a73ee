import type { PartnerToken } from './partner.ts';
import type { Role } from './role.ts';

/** Who asks: one of the company's own with a role, a partner, or, without either, somebody who sent no token. */
export interface Principal {
  readonly subject: string;
  readonly role: Role | null;
  readonly partner?: PartnerToken;
}

export const nobody: Principal = { subject: 'nobody', role: null };

/** Whether a name shows anything to be told by: a blank one would be another person than everybody, and approve its own. */
export const isSomebody = (subject: unknown): subject is string => typeof subject === 'string' && /[^\s\p{Default_Ignorable_Code_Point}]/u.test(subject);
