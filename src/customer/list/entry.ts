import { digest, nameKey } from '../../base/digest.ts';
import { encodeId } from '../../base/id.ts';
import { limits } from '../../base/limits.ts';
import type { Text } from '../../base/text.ts';
import type { Day } from '../../base/time.ts';
import type { FactRow } from '../../db/read.ts';
import { problem } from '../errors.ts';
import { saidText } from '../said.ts';
import { listEntry } from './fact.ts';
import { endCauses, isEndCause, isListCode, type ListCode, listCodes, listOf, overlap, type Stretch } from './list.ts';

/** Who shall be on which list, and why. */
export interface Wanted {
  readonly customerId: string;
  readonly list: string;
  readonly cause: string;
  readonly text: string;
  /** The system or person that says so; by default who acts. */
  readonly source?: string | null | undefined;
  /** By default today. */
  readonly startedOn?: Day | null | undefined;
  readonly expiresOn?: Day | null | undefined;
}

/** An entry that may be made. */
export interface Draft extends Stretch {
  readonly customerId: string;
  readonly key: string;
  readonly list: ListCode;
  readonly cause: string;
  readonly text: string;
  readonly source: string;
}

/** Why and from which day an entry shall no longer be in force. */
export interface End {
  readonly customerId: string;
  readonly key: string;
  readonly cause: string;
  readonly text: string;
  readonly endedOn: Day;
}

/** The draft of what is wanted, beside what the customer has been on so far; refuses what makes no sense. */
export function drafted(wanted: Wanted, entries: readonly FactRow[], { today, who }: { today: Day; who: string }): Draft {
  const { customerId, list, cause } = wanted;
  if (!isListCode(list)) throw problem('LIST_UNKNOWN', { list, lists: listCodes.join(', ') }, { path: 'list' });
  const causes = Object.keys(listOf(list).causes);
  if (!causes.includes(cause)) throw problem('LIST_CAUSE_UNKNOWN', { cause, list, causes: causes.join(', ') }, { path: 'cause' });
  const [startedOn, expiresOn] = [wanted.startedOn ?? today, wanted.expiresOn ?? null];
  if (startedOn > today) throw problem('LIST_START_FUTURE', { startedOn, today }, { path: 'startedOn' });
  if (expiresOn !== null && expiresOn <= startedOn) throw problem('LIST_EXPIRY_ORDER', { expiresOn, startedOn }, { path: 'expiresOn' });
  const draft = { customerId, list, cause, text: saidText(wanted.text), source: sourceOf(wanted.source ?? who), startedOn, expiresOn };
  checkFree(draft, entries);
  return { ...draft, key: freeKey(customerId, list, entries) };
}

function sourceOf(told: string): string {
  const source = told.trim();
  const most = limits.nameCharacters;
  if (source === '' || source.length > most) throw problem('LIST_SOURCE_LENGTH', { actual: source.length, most }, { path: 'source' });
  return source;
}

/** Refuses a second entry on a list for days on which the customer is on it already. */
export function checkFree(draft: Pick<Draft, 'list' | keyof Stretch>, entries: readonly FactRow[]): void {
  const standing = entries.find((entry) => entry['list'] === draft.list && overlap(entry as unknown as Stretch, draft));
  if (standing) throw problem('LIST_STANDING', { list: draft.list, id: idOf(standing), startedOn: standing['startedOn'] as string }, { path: 'list' });
}

/** One entry on a list is asked for at a time: until it is made, whoever asks asks for the same. */
function freeKey(customerId: string, list: ListCode, entries: readonly FactRow[]): string {
  const taken = new Set(entries.map(({ key }) => key));
  const key = (at: number): string => nameKey('assay', listEntry.name, `${customerId} ${list} ${at}`);
  let at = 0;
  while (taken.has(key(at))) at += 1;
  return key(at);
}

/** The draft with a key that no entry has: one made meanwhile, on other days, may have taken its own. */
export function keyed(draft: Draft, entries: readonly FactRow[]): Draft {
  const isTaken = entries.some(({ key }) => key === draft.key);
  return isTaken ? { ...draft, key: freeKey(draft.customerId, draft.list, entries) } : draft;
}

/** The end of an entry that is in force until then; refuses what makes no sense. */
export function ended(entry: FactRow, { cause, text, endedOn }: { cause: string; text: string; endedOn: Day }, today: Day): End {
  const { startedOn, expiresOn } = entry as unknown as Stretch;
  const causes = Object.keys(endCauses).join(', ');
  if (!isEndCause(cause)) throw problem('LIST_END_CAUSE_UNKNOWN', { cause, causes }, { path: 'cause' });
  if (endedOn > today) throw problem('LIST_END_FUTURE', { endedOn, today }, { path: 'endedOn' });
  if (endedOn < startedOn) throw problem('LIST_END_EARLY', { endedOn, startedOn }, { path: 'endedOn' });
  if (expiresOn !== null && expiresOn <= endedOn) throw problem('LIST_OVER', { id: idOf(entry), expiresOn }, { path: 'id' });
  return { customerId: entry.customerId, key: entry.key, cause, text: saidText(text), endedOn };
}

/** An entry as it is called outside. */
export const idOf = ({ customerId, key }: { customerId: string; key: string }): string => encodeId(listEntry.prefix, customerId, key);

export const digestOf = (thing: Draft | End): string => digest(thing);

/** What is asked for, in a line. */
export const titleOf = ({ customerId, list, cause, startedOn, expiresOn }: Draft): Text => {
  const { title, causes } = listOf(list);
  const customer = encodeId('cus', customerId);
  return {
    en: `${customer} on the list "${title.en}" from ${startedOn}${expiresOn === null ? '' : ` to ${expiresOn}`}: ${causes[cause]?.en}`,
    zh: `将 ${customer} 列入“${title.zh}”，自 ${startedOn} 起${expiresOn === null ? '' : `至 ${expiresOn}`}；原因：${causes[cause]?.zh}`,
  };
};

export const endTitleOf = ({ customerId, cause, endedOn }: End, list: ListCode): Text => {
  const { title } = listOf(list);
  const customer = encodeId('cus', customerId);
  const why = endCauses[cause as keyof typeof endCauses];
  return {
    en: `${customer} off the list "${title.en}" from ${endedOn}: ${why.en}`,
    zh: `将 ${customer} 自 ${endedOn} 起移出“${title.zh}”；原因：${why.zh}`,
  };
};
