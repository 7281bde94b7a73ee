import { actingOf } from '../../approval/acting.ts';
import type { Kept } from '../../approval/approval.ts';
import { type PublishedApproval, publish } from '../../approval/request.ts';
import type { Context } from '../../graphql/context.ts';

/** A request about a version, as whoever asks sees it. */
export function publishedRequest(context: Context, request: Kept | null): PublishedApproval | null {
  const acting = actingOf(context);
  const mayDecide = acting.holds('approval.decide') && acting.holds('partner.approve');
  return request && publish(request, acting, mayDecide ? ['agreement'] : [], context.language);
}
