import type { GraphQLSchema } from 'graphql';
import type { Context } from '../../graphql/context.ts';
import { difference } from '../difference/difference.ts';
import { publish } from '../difference/publish.ts';
import { seeing } from '../difference/seeing.ts';
import { standingOf } from '../standing/store.ts';
import { type OwnAgreement, ownOf } from './own.ts';

/** The agreement that the calling partner asks under, and what changes with the version that comes next; nothing while none is in force. */
export async function ownAgreement({ sql, partner, today, language }: Context, full: GraphQLSchema): Promise<OwnAgreement | null> {
  const standing = partner && (await standingOf(sql, partner.partnerId, today()));
  if (!standing?.agreement) return null;
  const { name, agreement, next } = standing;
  if (next === null) return ownOf(agreement, null, language);
  const changed = difference(agreement.document, next.document, seeing(full));
  const { changes, terms } = publish(changed, { partner: name, from: agreement.number, to: next.number }, language);
  const { number, digest, fromOn, untilOn } = next;
  return ownOf(agreement, { number, digest, fromOn, untilOn, changes, terms }, language);
}
