import { append } from '../audit/append.ts';
import type { Tx } from '../db/client.ts';
import { type Ballot, type Kept, type Vote, voted } from './approval.ts';
import { refusal } from './errors.ts';
import type { Acting, Handler, Handlers } from './handler.ts';
import { recordOf } from './record.ts';
import { addVote, claim, keepState } from './store.ts';

/** What a person decides: on which request (its uuid), in which form, how, and why. */
export interface Voting extends Omit<Ballot, 'who'> {
  readonly approvalId: string;
}

/** Counts a vote and, when it decides, does what the kind's handler says, all in this transaction. */
export async function vote(tx: Tx, handlers: Handlers, voting: Voting, acting: Acting): Promise<Kept> {
  const kept = await claim(tx, voting.approvalId);
  if (!kept) throw refusal('UNKNOWN', { kind: '' }, { path: 'approval' });
  const handler = handlerOf(handlers, kept.kind);
  const digest = handler.current ? await handler.current(tx, kept) : kept.digest;
  const { choice, comment } = voting;
  const after = voted(kept, { who: acting.who, choice, comment, digest: voting.digest }, { at: acting.at, digest });
  if (!acting.holds(handler.scope)) throw refusal('SCOPE_MISSING', { kind: kept.kind, who: acting.who, scope: handler.scope });
  const cast = after.votes.at(-1) as Vote;
  await addVote(tx, kept.approvalId, cast);
  await keepState(tx, after);
  await append(tx, recordOf(choice, after, { who: cast.who, why: cast.comment, at: cast.at }));
  if (after.state === 'approved') await handler.effect(tx, after, acting);
  if (after.state === 'refused') await handler.closed?.(tx, after, acting, cast.comment);
  return after;
}

/** A kind without a handler is a fault of the program: nobody could have submitted it. */
function handlerOf(handlers: Handlers, kind: string): Handler {
  const handler = Object.hasOwn(handlers, kind) ? handlers[kind] : undefined;
  if (!handler) throw new RangeError(`nobody handles requests of kind ${kind}`);
  return handler;
}
