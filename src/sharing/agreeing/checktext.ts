import type { Context } from '../../graphql/context.ts';
import { read } from '../../rating/version/read.ts';
import { checked } from '../agreement/checked.ts';
import { type PublishedFault, publishFault } from './publishfault.ts';

/** Everything that is wrong, or odd, in a document given as YAML or JSON text. RATING_DOCUMENT_FORM, RATING_DOCUMENT_SIZE, RATING_KEY_TWICE. */
export async function checkText(context: Context, written: string): Promise<PublishedFault[]> {
  const { document, lineOf } = read(written);
  const { faults } = await checked(context.sql, document, context.today());
  return faults.map((fault) => publishFault({ ...fault, line: lineOf(fault.path) }, context.language));
}
