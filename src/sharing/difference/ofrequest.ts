import type { PublishedApproval } from '../../approval/request.ts';
import type { Context } from '../../graphql/context.ts';
import { find } from '../agreement/find.ts';
import type { PublishedVersion } from '../agreement/publish.ts';

/** The version that a request is about; nothing where it is about something else. */
export async function ofRequest(context: Context, { kind, subjectId }: PublishedApproval): Promise<PublishedVersion | undefined> {
  return kind === 'agreement' ? find(context, subjectId) : undefined;
}
