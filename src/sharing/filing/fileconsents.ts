import { actingOf } from '../../approval/acting.ts';
import { decodeId } from '../../base/id.ts';
import { limits } from '../../base/limits.ts';
import { attempt } from '../../graphql/attempt.ts';
import type { Context } from '../../graphql/context.ts';
import type { Rendered } from '../../graphql/texts.ts';
import { type SubjectGiven, subjectOf } from '../consent/subject.ts';
import { problem } from '../errors.ts';
import { standingOf } from '../standing/store.ts';
import { file } from './file.ts';
import type { SignedForm } from './form.ts';

export interface FileConsentsInput {
  readonly consents: readonly { readonly subject: SubjectGiven; readonly form: SignedForm; readonly reference?: string | null | undefined }[];
  readonly idempotencyKey: string;
}

/** How many forms were taken in; of whom we know is not said. */
export interface FiledAnswer {
  readonly received: number | null;
  readonly refusal: Rendered | null;
}

/** A partner files forms for the purpose of its operation. Whoever they are of, the answer is the same. */
export async function fileConsents(context: Context, input: FileConsentsInput): Promise<FiledAnswer> {
  const { partner, keys } = context;
  if (!partner) throw problem('SHARING_NOT_PARTNER');
  const { consents } = input;
  const opened = (id: string): string | undefined => decodeId('cus', 1, partner.opened(id) ?? '')?.[0];
  const { kept, refusal } = await attempt(context, 'fileConsents', input, async (tx) => {
    const limit = limits.inquirySubjects;
    if (consents.length < 1 || consents.length > limit) throw problem('SHARING_SUBJECTS_MANY', { actual: consents.length, limit }, { path: 'consents' });
    const filings = consents.map(({ subject, form, reference }, at) => {
      const path = `consents[${at}]`;
      return { subject: subjectOf(subject, `${path}.subject`), form, reference, path: `${path}.form.` };
    });
    const standing = await standingOf(tx, partner.partnerId, context.today());
    if (!standing?.agreement) throw problem('SHARING_AGREEMENT_NONE');
    await file(tx, { standing, purpose: partner.purpose, seal: keys.seal, opened, kid: partner.kid }, filings, actingOf(context));
    return consents.length;
  });
  return { received: kept, refusal };
}
