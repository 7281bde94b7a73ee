import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { problem } from './errors.ts';
import type { Mapping } from './mapping.ts';
import { parseMapping } from './parse.ts';

/** A mapping document (YAML or JSON) from a file; what is wrong with it is thrown as in `parseMapping`. */
export async function readMapping(path: string): Promise<Mapping> {
  const text = await readFile(path, 'utf8').catch((cause) => {
    throw problem('INTAKE_MAPPING_UNREADABLE', { file: path, reason: String(cause?.code ?? cause) });
  });
  return parseMapping(text, basename(path));
}
