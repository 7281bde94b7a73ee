import type { Role } from './role.ts';

/** Who asks. Without a role it is somebody who sent no token. */
export interface Principal {
  readonly subject: string;
  readonly role: Role | null;
}

export const nobody: Principal = { subject: 'nobody', role: null };

/** Whether a name shows anything to be told by: a blank one would be another person than everybody, and approve its own. */
export const isSomebody = (subject: unknown): subject is string => typeof subject === 'string' && /[^\s\p{Default_Ignorable_Code_Point}]/u.test(subject);
