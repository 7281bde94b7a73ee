import type { Treatment } from '../access/role.ts';
import { limits } from '../base/limits.ts';
import { customersByAccountNumber, customersByMeter } from '../consumption/store.ts';
import { nameKeys } from '../customer/directory/store.ts';
import { contactKinds, type IdentifierKind, identifierKinds, isSamePhone, lastFour } from '../customer/identifier.ts';
import { sealer } from '../customer/sealer.ts';
import { customersByIdentifier, customersByLastFour } from '../customer/store.ts';
import type { Context } from '../graphql/context.ts';
import type { Sought } from './sought.ts';

/** Somebody found, and by what. */
export interface Find {
  readonly customerId: string;
  readonly by: string;
}

/**
 * Who carries the number that was said: an identifier, an account, a meter, or four last characters, in this order; within
 * each by name. A number is looked up by who sees it in clear. Who sees it masked has its last four characters alone,
 * as the mask shows them, also when more was said: an answer must not tell whether the rest was right.
 */
export async function identify(context: Context, said: Sought): Promise<Find[]> {
  const { sql, grants } = context;
  const reads = grants['account.basic'] === 'clear';
  const [identified, phones, accounts, meters, fours] = await Promise.all([
    byIdentifier(context, said),
    byPhone(context, said),
    reads ? customersByAccountNumber(sql, said.numbers, limits.searchResults) : [],
    reads ? customersByMeter(sql, said.numbers, limits.searchResults) : [],
    byLastFour(context, said),
  ]);
  const found = [[...identified, ...phones], as('account', accounts), as('meter', meters), fours];
  const ids = [...new Set(found.flat().map((find) => find.customerId))];
  const names = ids.length > 0 ? await nameKeys(sql, ids) : new Map<string, { nameKey: string }>();
  const place = ({ customerId }: Find) => Buffer.from(`${names.get(customerId)?.nameKey} ${customerId}`);
  return found.flatMap((rank) => rank.sort((a, b) => place(a).compare(place(b))));
}

const as = (by: string, rows: readonly { customerId: string }[]): Find[] => rows.map(({ customerId }) => ({ customerId, by }));

const sightOf = ({ grants }: Context, kind: IdentifierKind): Treatment | undefined =>
  contactKinds.includes(kind) ? grants['profile.contact'] : grants['profile.identifier'];

async function byIdentifier(context: Context, { identifiers }: Sought): Promise<Find[]> {
  const seal = sealer(context.keys.seal);
  const marks = identifiers
    .filter(({ kind }) => sightOf(context, kind) === 'clear')
    .map(({ kind, normalised }) => ({ kind, hash: seal.hash(kind, normalised) }));
  const rows = marks.length > 0 ? await customersByIdentifier(context.sql, marks) : [];
  return rows.map(({ customerId, kind }) => ({ customerId, by: kind }));
}

/** A phone is known with or without its country: who has one of the same last four digits is looked at. */
async function byPhone(context: Context, { identifiers }: Sought): Promise<Find[]> {
  const said = identifiers.find(({ kind }) => kind === 'phone')?.normalised;
  if (said === undefined || sightOf(context, 'phone') !== 'clear') return [];
  const seal = sealer(context.keys.seal);
  const rows = await customersByLastFour(context.sql, [{ kind: 'phone', hash: seal.lastFourHash('phone', lastFour('phone', said)) }]);
  return as(
    'phone',
    rows.filter(({ sealed }) => isSamePhone(said, seal.open(sealed))),
  );
}

/** Numbers shorter than this show nothing under the mask. */
const maskedCharacters = 8;

async function byLastFour(context: Context, { identifiers, lastFour: four }: Sought): Promise<Find[]> {
  const seal = sealer(context.keys.seal);
  const mark = (kind: IdentifierKind, last: string) => ({ kind, hash: seal.lastFourHash(kind, last) });
  const masked = (kind: IdentifierKind): boolean => sightOf(context, kind) === 'masked';
  const seen = identifierKinds.filter((kind) => kind !== 'email' && (masked(kind) || sightOf(context, kind) === 'clear'));
  // What may be a phone number is one: its last four digits in identity numbers would be chance.
  const whole = identifiers.some(({ kind }) => contactKinds.includes(kind))
    ? []
    : identifiers.filter(({ kind, normalised }) => masked(kind) && normalised.length >= maskedCharacters);
  const marks = four === undefined ? whole.map(({ kind, normalised }) => mark(kind, lastFour(kind, normalised))) : seen.map((kind) => mark(kind, four));
  const rows = marks.length > 0 ? await customersByLastFour(context.sql, marks) : [];
  return as(
    'last_four',
    rows.filter(({ kind, sealed }) => !masked(kind) || seal.open(sealed).length >= maskedCharacters),
  );
}
