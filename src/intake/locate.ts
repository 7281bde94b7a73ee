import { csvFile } from './csv.ts';
import type { Group, Part } from './group.ts';
import type { FileShape } from './mapping.ts';
import { type Reject, type Rejects, reject } from './reject.ts';
import type { Refusal } from './store.ts';
import type { Target } from './target.ts';

/** Adds refusals of staged rows to the rejects, with the cells they name: the file is read again up to the last of them. */
export async function locate(path: string, shape: FileShape, group: Group, refusals: readonly Refusal[], rejects: Rejects): Promise<void> {
  if (refusals.length === 0) return;
  const byLine = Map.groupBy(refusals, ({ row }) => Math.floor(row / group.width));
  let left = byLine.size;
  const csv = await csvFile(path, shape);
  try {
    for await (const { rows, lines } of csv.batches()) {
      for (const [at, line] of lines.entries()) {
        const found = byLine.get(line);
        if (!found) continue;
        left -= 1;
        for (const refusal of found) rejects.add(...refusedReject(group, refusal, line, rows[at] ?? []));
      }
      if (left === 0) break;
    }
  } finally {
    await csv.close();
  }
}

function refusedReject(group: Group, { row, code, other }: Refusal, line: number, cells: readonly string[]): [number, Reject] {
  const position = row % group.width;
  const part = group.parts.find(({ offset, width }) => position >= offset && position < offset + width) as Part;
  const { column, cell } = part.converter.where(partOf(group.target, code), cells, position - part.offset);
  const params = { fact: group.target.fact.name, ...(other === null ? {} : { first: Math.floor(other / group.width) }) };
  return [part.number, reject(line, column, cell, { code, params })];
}

function partOf({ references }: Target, code: Refusal['code']): 'key' | 'owner' | { reference: string } {
  if (code === 'INTAKE_REFERENCE_UNKNOWN' || code === 'INTAKE_REFERENCE_ELSEWHERE') return { reference: references[0]?.column ?? '' };
  return code === 'INTAKE_KEY_REPEATED' || code === 'INTAKE_ACCOUNT_MOVED' ? 'key' : 'owner';
}
