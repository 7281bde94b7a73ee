import type { Shape } from './columns.ts';
import type { Group, Part } from './group.ts';
import { openFile } from './reading/open.ts';
import { type Reject, type Rejects, reject } from './reject.ts';
import type { Refusal } from './store.ts';

/** Adds refusals of staged rows to the rejects, with the cells they name: the file is read again up to the last of them. */
export async function locate(path: string, shape: Shape, group: Group, refusals: readonly Refusal[], rejects: Rejects): Promise<void> {
  if (refusals.length === 0) return;
  const byLine = Map.groupBy(refusals, ({ row }) => Math.floor(row / group.width));
  let left = byLine.size;
  const csv = await openFile(path, shape);
  try {
    for await (const { rows, lines } of csv.batches()) {
      for (const [at, line] of lines.entries()) {
        const found = byLine.get(line);
        if (!found) continue;
        left -= 1;
        // The second row of a fact that stands under both parties is refused with the first, for one reason.
        const second = (row: number): boolean => group.target.fact.mirror !== undefined && found.some((other) => other.row === row - 1 && row % 2 === 1);
        for (const refusal of found) if (!second(refusal.row)) rejects.add(...refusedReject(group, refusal, line, rows[at] ?? []));
      }
      if (left === 0) break;
    }
  } finally {
    await csv.close();
  }
}

function refusedReject(group: Group, { row, code, other, part: named }: Refusal, line: number, cells: readonly string[]): [number, Reject] {
  const position = row % group.width;
  const part = group.parts.find(({ offset, width }) => position >= offset && position < offset + width) as Part;
  const { column, cell } = part.converter.where(partOf(code, named), cells, position - part.offset);
  const params = { fact: group.target.fact.name, ...(other === null ? {} : { first: Math.floor(other / group.width) }) };
  return [part.number, reject(line, column, cell, { code, params })];
}

function partOf(code: Refusal['code'], named: string | null): 'key' | 'owner' | { reference: string } {
  if (named !== null) return { reference: named };
  return code === 'INTAKE_KEY_REPEATED' || code === 'INTAKE_ACCOUNT_MOVED' ? 'key' : 'owner';
}
