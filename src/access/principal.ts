import type { Role } from './role.ts';

/** Who asks. Without a role it is somebody who sent no token. */
export interface Principal {
  readonly subject: string;
  readonly role: Role | null;
}

export const nobody: Principal = { subject: 'nobody', role: null };
