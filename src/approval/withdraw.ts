import { append } from '../audit/append.ts';
import type { Tx } from '../db/client.ts';
import { type Change, type Kept, withdrawn } from './approval.ts';
import { refusal } from './errors.ts';
import type { Acting, Handlers } from './handler.ts';
import { recordOf } from './record.ts';
import { claim, keepState } from './store.ts';

/** The submitter takes his request back; nobody else can, and not once it is decided. */
export async function withdraw(tx: Tx, handlers: Handlers, asked: Omit<Change, 'who'> & { readonly approvalId: string }, acting: Acting): Promise<Kept> {
  const kept = await claim(tx, asked.approvalId);
  if (!kept) throw refusal('UNKNOWN', { kind: '' }, { path: 'approval' });
  const { digest } = asked;
  const comment = asked.comment.trim();
  const after = withdrawn(kept, { who: acting.who, digest, comment }, acting.at);
  await keepState(tx, after);
  await append(tx, recordOf('withdraw', after, { who: acting.who, why: comment, at: acting.at }));
  await handlers[after.kind]?.closed?.(tx, after, acting, comment);
  return after;
}
