import type { Acting } from '../../approval/handler.ts';
import type { Tx } from '../../db/client.ts';
import { read } from '../version/read.ts';
import type { Outcome } from './outcome.ts';
import { save } from './save.ts';

/** Keeps a document given as YAML or JSON text; faults are told with their lines. RATING_DOCUMENT_FORM, RATING_DOCUMENT_SIZE, RATING_KEY_TWICE. */
export async function draft(tx: Tx, { text: written, comment }: { text: string; comment: string }, acting: Acting): Promise<Outcome> {
  const text = read(written);
  const saved = await save(tx, text.document, comment, acting);
  return { ...saved, faults: saved.faults.map((fault) => ({ ...fault, line: text.lineOf(fault.path) })) };
}
