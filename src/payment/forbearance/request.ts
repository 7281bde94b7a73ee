import { digest } from '../../base/digest.ts';
import { decodeId, encodeId } from '../../base/id.ts';
import { limits } from '../../base/limits.ts';
import type { Text } from '../../base/text.ts';
import { addDays, type Day, daysBetween } from '../../base/time.ts';
import type { AccountPlace } from '../../db/own.ts';
import { problem } from '../errors.ts';
import { causeCodes, causes, type Forbearance, isCause, windowPrefix } from './forbearance.ts';

/** What is asked for: one window for several accounts. */
export interface Wanted extends Forbearance {
  readonly accounts: readonly AccountPlace[];
  readonly cause: string;
  readonly text: string;
}

/** A request in the form that a second person decides on: each account once, in the order of ids. */
export interface Asked extends Wanted {
  /** Also the key of the windows it makes. */
  readonly requestId: string;
  /** Who asks. */
  readonly source: string;
}

/** An approved window that shall expire before its day. */
export interface End {
  readonly requestId: string;
  readonly text: string;
}

/** Prefixes of a request's id, and of an account's, outside. */
export const requestPrefix = 'fbr';
const accountPrefix = 'acc';
export const idOf = ({ requestId }: { readonly requestId: string }): string => encodeId(requestPrefix, requestId);
export const accountId = (account: AccountPlace): string => encodeId(accountPrefix, ...account);

/** The accounts of these ids; FORBEARANCE_ACCOUNT_UNKNOWN names one that is none. */
export const placesOf = (ids: readonly string[]): AccountPlace[] =>
  ids.map((account) => {
    const [customerId, own] = decodeId(accountPrefix, 2, account) ?? [];
    if (customerId === undefined || own === undefined) throw problem('FORBEARANCE_ACCOUNT_UNKNOWN', { account }, { path: 'accounts' });
    return [customerId, own];
  });

/** The request of an id, also of the id of one of its windows. */
export const requestOf = (id: string): string | undefined => decodeId(requestPrefix, 1, id)?.[0] ?? decodeId(windowPrefix, 3, id)?.[2];

/** What may be asked for; refuses what makes no sense or goes too far. */
export function checked(wanted: Wanted, today: Day): Wanted {
  const { fromOn, untilOn, expiresOn, cause } = wanted;
  const accounts = [...new Map(wanted.accounts.map((account) => [account.join(), account])).entries()].sort(([a], [b]) => (a < b ? -1 : 1));
  const most = limits.forbearanceAccountsMax;
  if (accounts.length < 1 || accounts.length > most) throw problem('FORBEARANCE_ACCOUNTS_COUNT', { actual: accounts.length, most }, { path: 'accounts' });
  if (!isCause(cause)) throw problem('FORBEARANCE_CAUSE_UNKNOWN', { cause, causes: causeCodes.join(', ') }, { path: 'cause' });
  if (untilOn < fromOn) throw problem('FORBEARANCE_ORDER', { fromOn, untilOn }, { path: 'untilOn' });
  const days = daysBetween(fromOn, untilOn) + 1;
  if (days > limits.forbearanceDaysMax) throw problem('FORBEARANCE_LONG', { days, most: limits.forbearanceDaysMax }, { path: 'untilOn' });
  if (expiresOn < untilOn || expiresOn < today) throw problem('FORBEARANCE_EXPIRY_EARLY', { expiresOn, untilOn, today }, { path: 'expiresOn' });
  const latest = addDays(untilOn, limits.forbearanceExpiryDaysMax);
  if (expiresOn > latest) throw problem('FORBEARANCE_EXPIRY_FAR', { expiresOn, latest }, { path: 'expiresOn' });
  return { fromOn, untilOn, expiresOn, cause, accounts: accounts.map(([, account]) => account), text: saidText(wanted.text) };
}

/** What a person says for it, without blanks around it; refused when it is nothing or too long. */
export function saidText(text: string): string {
  const said = text.trim();
  const most = limits.saidCharacters;
  if (said === '' || said.length > most) throw problem('FORBEARANCE_TEXT_LENGTH', { actual: said.length, most }, { path: 'text' });
  return said;
}

export const digestOf = (thing: Asked | End): string => digest(thing);

const counted = (accounts: number): string => `${accounts} ${accounts === 1 ? 'account' : 'accounts'}`;

/** What is asked for, in a line. */
export const titleOf = ({ accounts, fromOn, untilOn, expiresOn, cause }: Asked): Text => {
  const why = causes[cause as keyof typeof causes];
  return {
    en: `Forbearance for ${counted(accounts.length)}, bills due from ${fromOn} to ${untilOn}, to be paid by ${expiresOn}: ${why.en}`,
    zh: `宽限 ${accounts.length} 个户：${fromOn} 至 ${untilOn} 到期的账单，须不迟于 ${expiresOn} 付清；原因：${why.zh}`,
  };
};

export const endTitleOf = ({ fromOn, untilOn }: Pick<Asked, 'fromOn' | 'untilOn'>, accounts: number): Text => ({
  en: `End of the forbearance for ${counted(accounts)}, bills due from ${fromOn} to ${untilOn}: what is unpaid counts as late again`,
  zh: `结束 ${accounts} 个户的宽限（${fromOn} 至 ${untilOn} 到期的账单）：未付清的恢复计逾期`,
});

/** A request as the graph shows it: what it asks, and for whom. */
export interface PublishedRequest extends Forbearance {
  readonly id: string;
  readonly ends: boolean;
  readonly cause: string;
  readonly text: string;
  readonly places: readonly AccountPlace[];
}

interface Told extends Forbearance {
  readonly requestId: string;
  readonly accounts: readonly AccountPlace[];
}

export const publish = (told: Told & { readonly cause?: unknown; readonly text?: unknown }, ends: boolean): PublishedRequest => {
  const { fromOn, untilOn, expiresOn, accounts } = told;
  return { id: idOf(told), ends, fromOn, untilOn, expiresOn, cause: String(told.cause), text: String(told.text), places: accounts };
};

/** Some of its accounts, behind one. */
export const accountsOf = ({ places }: PublishedRequest, first: number, after: string | null | undefined): { customer: string; account: string }[] => {
  const from = after ? places.findIndex((place) => accountId(place) === after) + 1 : 0;
  return places.slice(from, from + first).map((place) => ({ customer: encodeId('cus', place[0]), account: accountId(place) }));
};
