import type { Asked as Request } from '../../approval/approval.ts';
import type { Acting } from '../../approval/handler.ts';
import type { Tx } from '../../db/client.ts';
import { finish } from './finish.ts';
import { grant } from './grant.ts';
import type { Asked, End } from './request.ts';

/** Does what a second person has agreed to: makes windows of forbearance, or lets them expire before their day. */
export async function approved(tx: Tx, { detail }: Request, acting: Acting): Promise<void> {
  const asked = detail as { grant?: Asked; end?: End };
  if (asked.grant) await grant(tx, asked.grant, acting);
  if (asked.end) await finish(tx, asked.end, acting);
}
