import type { Acting } from '../../approval/handler.ts';
import type { Tx } from '../../db/client.ts';
import { read } from '../../rating/version/read.ts';
import { draft } from '../agreement/draft.ts';
import type { Outcome } from '../agreement/outcome.ts';

/** Keeps a document given as YAML or JSON text; faults are told with their lines. RATING_DOCUMENT_FORM, RATING_DOCUMENT_SIZE, RATING_KEY_TWICE. */
export async function draftText(tx: Tx, { text: written, comment }: { text: string; comment: string }, acting: Acting): Promise<Outcome> {
  const text = read(written);
  const drafted = await draft(tx, { document: text.document, comment }, acting);
  return { ...drafted, faults: drafted.faults.map((fault) => ({ ...fault, line: text.lineOf(fault.path) })) };
}
