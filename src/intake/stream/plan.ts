import { vocabulary } from '../../rating/vocabulary.ts';
import type { Seal } from '../convert/party.ts';
import { fileOf } from '../entry.ts';
import { columnIndex, compileGroups, type Group } from '../group.ts';
import type { Job } from './chunk.ts';

/** The row entries of a job's file, compiled to its header. */
export function planOf({ mapping, name, path, shape, currency, timeZone, today }: Job, header: readonly string[], seal: Seal): Group[] {
  const setting = { source: mapping.source, index: columnIndex(header, path), nulls: new Set(['', ...shape.null]), currency, timeZone, today };
  const entries = mapping.rows.filter((entry) => fileOf(mapping, entry) === name);
  return compileGroups(mapping, entries, vocabulary, setting, seal);
}
