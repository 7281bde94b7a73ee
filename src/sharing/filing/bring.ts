import type { Acting } from '../../approval/handler.ts';
import { decodeId } from '../../base/id.ts';
import type { Problem } from '../../base/problem.ts';
import { customersByKey, nameKeys } from '../../customer/directory/store.ts';
import type { Tx } from '../../db/client.ts';
import type { Draft } from '../consent/consent.ts';
import { idOf } from '../consent/idof.ts';
import { record } from '../consent/record.ts';
import type { Fate } from '../consent/sift.ts';
import { problem } from '../errors.ts';
import type { Standing } from '../standing/standing.ts';
import { type Line, type Refused, read, refusedBy } from './sheet.ts';

/** A file of consents to one partner. */
export interface Sheet {
  readonly standing: Standing;
  /** Its SHA-256, hex. */
  readonly fileDigest: string;
}

/** What became of some lines; none is lost: the three counts add up to them. */
export interface Brought {
  readonly recorded: number;
  /** On record already. */
  readonly unchanged: number;
  readonly refused: readonly Refused[];
}

/** Records the consents of some lines of a file. A line that is on record already adds nothing, whichever file it came from. */
export async function bring(tx: Tx, seal: readonly Uint8Array[], { standing, fileDigest }: Sheet, lines: readonly Line[], acting: Acting): Promise<Brought> {
  const whose = await customersOf(tx, lines);
  const refused: Refused[] = [];
  const drafts: { readonly row: Line; readonly draft: Draft }[] = [];
  for (const row of lines) {
    const customerId = whose.get(row.cells.customer?.trim() ?? '');
    const terms = read(row, fileDigest, standing, acting);
    if ('code' in terms) refused.push(terms);
    else if (typeof customerId !== 'string') refused.push(refusedBy(row, customerId ?? problem('SHARING_CUSTOMER_UNKNOWN', {}, { path: 'customerId' })));
    else drafts.push({ row, draft: { ...terms, customerId, consentId: idOf(seal, terms, customerId) } });
  }
  const fates = await record(
    tx,
    seal,
    standing.partnerId,
    drafts.map(({ draft }) => draft),
    acting,
  );
  for (const [at, { row, draft }] of drafts.entries()) {
    const why = whyNot(fates[at] as Fate, draft);
    if (why) refused.push(refusedBy(row, why));
  }
  const count = (is: Fate['is']): number => fates.filter((fate) => fate.is === is).length;
  return { recorded: count('recorded'), unchanged: count('repeated'), refused };
}

/** The customers that cells name, by cell: by id, or by the key in a source; a problem where that is several customers'. */
async function customersOf(tx: Tx, lines: readonly Line[]): Promise<Map<string, string | Problem>> {
  const cells = [...new Set(lines.map(({ cells: { customer } }) => customer?.trim() ?? ''))];
  const byId = new Map(cells.map((cell) => [cell, decodeId('cus', 1, cell)?.[0]]));
  const found = Map.groupBy(await customersByKey(tx, cells), ({ key }) => key);
  const kinds = await nameKeys(
    tx,
    [...byId.values()].filter((id) => id !== undefined),
  );
  return new Map(
    cells.flatMap((cell): [string, string | Problem][] => {
      const id = byId.get(cell);
      if (id !== undefined) return kinds.has(id) ? [[cell, id]] : [];
      const ids = [...new Set(found.get(cell)?.map(({ customerId }) => customerId))];
      if (ids.length > 1) return [[cell, problem('SHARING_CONSENT_SEVERAL', {}, { path: 'customerId' })]];
      return ids[0] === undefined ? [] : [[cell, ids[0]]];
    }),
  );
}

function whyNot(fate: Fate, { givenOn }: Draft): Problem | undefined {
  if (fate.is === 'form') return problem('SHARING_CONSENT_FORM_USED', { number: fate.number }, { path: 'formNumber' });
  if (fate.is === 'withdrawn') return problem('SHARING_CONSENT_OLD', { givenOn, withdrawnOn: fate.on }, { path: 'givenOn' });
  return undefined;
}
