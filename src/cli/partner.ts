import { readFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { limits } from '../base/limits.ts';
import { instantOf } from '../base/time.ts';
import type { Sql } from '../db/client.ts';
import { problem as ratingProblem } from '../rating/errors.ts';
import { table } from '../rating/listing.ts';
import { clock } from '../server/clock.ts';
import { versionsOf } from '../sharing/agreement/store.ts';
import { lastDayOf } from '../sharing/agreement/version.ts';
import { problem } from '../sharing/errors.ts';
import { addKeys } from '../sharing/partner/addkeys.ts';
import { changePartner } from '../sharing/partner/change.ts';
import { keyStateOf } from '../sharing/partner/jwk.ts';
import { movePartner } from '../sharing/partner/move.ts';
import {
  type Contact,
  type KeySources,
  type PartnerKind,
  type PartnerRow,
  type PartnerState,
  partnerKinds,
  partnerStates,
  publish,
} from '../sharing/partner/partner.ts';
import { register as registerOne } from '../sharing/partner/register.ts';
import { revokeKey } from '../sharing/partner/revoke.ts';
import { keysOf, pagePartners, partnerByName } from '../sharing/partner/store.ts';
import { actingOn } from './acting.ts';
import { type Assay, withAssay } from './open.ts';
import { answer, run } from './out.ts';
import { registerSandbox } from './partnerdemo.ts';
import { registerLedger } from './partnerledger.ts';

interface Options {
  why: string;
  by?: string;
  json?: boolean;
}

interface Describing extends Options {
  title?: string;
  kind: PartnerKind;
  contact?: string[];
  jwks?: string;
  jwksUri?: string;
  issuer?: string;
  issuerJwksUri?: string;
}

export function register(program: Command): void {
  const partner = program.command('partner').description('who may ask for grades: register, keys, suspend, end');
  const step = (to: Command, name: string, description: string): Command =>
    to.command(name).description(description).option('--json', 'print one line of JSON');
  const deed = (to: Command, name: string, description: string): Command =>
    step(to, name, description).requiredOption('--why <text>', 'why; it goes on record').option('--by <name>', 'who acts (default: the user of this machine)');
  const described = (command: Command): Command =>
    command
      .option('--contact <contact>', 'whom to write to: "Name <mail@example>"; may be given several times', (one: string, all: string[] = []) => [...all, one])
      .option('--jwks-uri <url>', 'where its keys are published')
      .option(
        '--issuer <url>',
        'its own authorisation server, as its tokens name it (iss); they need typ at+jwt, kid, aud assay:partner, sub, iat, exp and cnf.jkt',
      )
      .option('--issuer-jwks-uri <url>', "where that server's keys are published");
  described(deed(partner, 'add <name>', 'register a partner; prints the key that it hashes identifiers with, which nothing else ever shows'))
    .requiredOption('--title <text>', 'what it is called')
    .addOption(new Option('--kind <kind>', 'what it is').choices(partnerKinds).makeOptionMandatory())
    .option('--jwks <file>', 'its public keys (JWK Set)')
    .action(run((name: string, options: Describing) => withAssay((assay) => add(assay, name, options))));
  described(deed(partner, 'change <name>', 'change title, contacts, or where its keys come from ("" takes an address away)'))
    .option('--title <text>', 'what it is called')
    .action(run((name: string, options: Describing) => withAssay((assay) => change(assay, name, options))));
  step(partner, 'list', 'partners by name')
    .addOption(new Option('--kind <kind>', 'of this kind alone').choices(partnerKinds))
    .addOption(new Option('--state <state>', 'in this state alone').choices(partnerStates))
    .action(run((options: { kind?: PartnerKind; state?: PartnerState; json?: boolean }) => withAssay(({ sql }) => list(sql, options))));
  step(partner, 'show <name>', 'a partner, its keys and the versions of its agreement').action(
    run((name: string, options: { json?: boolean }) => withAssay(({ sql }) => show(sql, name, options))),
  );
  const key = partner.command('key').description("a partner's keys");
  deed(key, 'add <name> <file>', 'add public keys (JWK Set, or one JWK)')
    .option('--others-until <instant>', 'a rotation: its other keys are accepted until then, such as 2026-12-01T12:00:00Z')
    .action(run((name: string, file: string, options: Options & { othersUntil?: string }) => withAssay((assay) => addKey(assay, name, file, options))));
  deed(key, 'revoke <name> <kid>', 'withdraw a key at once, with whatever was signed with it')
    .option('--until <instant>', 'not at once: it is accepted until then')
    .action(run((name: string, kid: string, options: Options & { until?: string }) => withAssay((assay) => revoke(assay, name, kid, options))));
  const moves: [string, PartnerState, string][] = [
    ['suspend', 'suspended', 'from now on nothing is disclosed to it, whatever its tokens say'],
    ['resume', 'active', 'it may ask again'],
    ['end', 'ended', 'for good'],
  ];
  for (const [verb, to, description] of moves)
    deed(partner, `${verb} <name>`, description).action(run((name: string, options: Options) => withAssay((assay) => move(assay, name, to, options))));
  registerSandbox(partner);
  registerLedger(partner);
}

async function add(assay: Assay, name: string, { title = '', kind, contact, jwks, why, by, json, ...sources }: Describing): Promise<void> {
  const wanted = { name, title, kind, contacts: contact?.map(contactIn) ?? [], why, ...(jwks === undefined ? {} : { jwks: await jsonIn(jwks) }) };
  const made = (await assay.sql.begin((tx) => registerOne(tx, assay.keys.seal, { ...wanted, ...sourcesIn(sources) }, actingOn(assay, by)))) as Awaited<
    ReturnType<typeof registerOne>
  >;
  const { subjectKey, ...row } = made;
  const hasKeys = jwks !== undefined || Object.keys(sources).length > 0;
  answer(json, { ...publish(row), subjectKey: subjectKey.toString('base64') }, [
    `${name} is registered (${publish(row).id})`,
    'it hashes identifiers with this key (base64), which nothing else ever shows; hand it over:',
    `  ${subjectKey.toString('base64')}`,
    ...(hasKeys ? [] : ['it has no key to sign in with yet:', `  assay partner key add ${name} JWKS-FILE --why WHY`]),
    'it can ask once an agreement is in force:',
    '  assay agreement submit FILE --comment WHY',
  ]);
}

async function change(assay: Assay, name: string, { title, contact, why, by, json, ...sources }: Describing): Promise<void> {
  const changing = { partner: name, title, contacts: contact?.map(contactIn), why, ...sourcesIn(sources) };
  const row = (await assay.sql.begin((tx) => changePartner(tx, changing, actingOn(assay, by)))) as PartnerRow;
  answer(json, publish(row), `${name} is changed`);
}

/** The addresses that were given; an empty one takes the address away. */
const sourcesIn = ({ jwksUri, issuer, issuerJwksUri }: { jwksUri?: string; issuer?: string; issuerJwksUri?: string }): Partial<KeySources> =>
  Object.fromEntries(Object.entries({ jwksUri, issuer, issuerJwksUri }).flatMap(([part, url]) => (url === undefined ? [] : [[part, url === '' ? null : url]])));

function contactIn(text: string): Contact {
  const [, name = text, email] = /^(.*?)\s*<([^<>]*)>$/.exec(text) ?? [];
  return { name, email };
}

async function jsonIn(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw ratingProblem('RATING_FILE_UNREADABLE', { file, reason: cause instanceof Error ? cause.message : String(cause) }, { cause });
  });
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw problem('SHARING_JWK_FORM', {}, { path: file, cause });
  }
}

async function list(
  sql: Sql,
  { kind = undefined, state = undefined, json }: { kind?: PartnerKind | undefined; state?: PartnerState | undefined; json?: boolean },
): Promise<void> {
  const rows = await pagePartners(sql, { kind: kind ?? null, state: state ?? null }, undefined, limits.pageMax + 1);
  const partners = rows.slice(0, limits.pageMax).map(publish);
  const more = rows.length > limits.pageMax;
  const lines = table([['name', 'kind', 'state', 'title'], ...partners.map((row) => [row.name, row.kind, row.state, row.title])], []);
  answer(json, { partners, more }, [...lines, `${partners.length}${more ? ' and more' : ''} partners`]);
}

async function show(sql: Sql, name: string, { json }: { json?: boolean }): Promise<void> {
  const row = await partnerByName(sql, name);
  if (!row) throw problem('SHARING_PARTNER_UNKNOWN', { name });
  const { partnerId } = row;
  const keys = ((await keysOf(sql, [partnerId])).get(partnerId) ?? []).map((key) => ({ ...key, state: keyStateOf(key, clock()) }));
  const rows = (await versionsOf(sql, [partnerId])).get(partnerId) ?? [];
  const versions = rows.map((each) => ({
    number: each.number,
    digest: each.digest,
    fromOn: each.fromOn,
    untilOn: lastDayOf(each),
    approvedAt: each.approvedAt,
  }));
  const { jwksUri, issuer, issuerJwksUri, contacts } = row;
  answer(json, { ...publish(row), keys, versions }, [
    `${row.name}  ${row.title}  (${row.kind}, ${row.state} since ${row.stateAt}${row.sandbox ? ', sandbox' : ''})`,
    ...contacts.map((contact) => `  contact  ${[contact.name, contact.role, contact.email, contact.phone].filter((part) => part).join(', ')}`),
    ...(jwksUri === null ? [] : [`  keys at  ${jwksUri}`]),
    ...(issuer === null ? [] : [`  signs in at  ${issuer}, keys at ${issuerJwksUri}`]),
    ...keys.map(
      ({ kid, state, jwk, until, revokedAt }) =>
        `  key  ${kid}  ${jwk.alg}  ${state}${until === null ? '' : `, until ${until}`}${revokedAt === null ? '' : `, ${revokedAt}`}`,
    ),
    ...versions.map(
      ({ number, fromOn, untilOn, approvedAt }) =>
        `  agreement ${number}  from ${fromOn}${untilOn === null ? ', replaced before that day was over' : ` to ${untilOn}`}${approvedAt === null ? ', not approved' : ''}`,
    ),
  ]);
}

async function addKey(assay: Assay, name: string, file: string, { othersUntil, why, by, json }: Options & { othersUntil?: string }): Promise<void> {
  const bringing = { jwks: await jsonIn(file), othersUntil: instantIn(othersUntil, '--others-until'), why };
  const { kids } = (await assay.sql.begin((tx) => addKeys(tx, name, bringing, actingOn(assay, by)))) as { kids: string[] };
  answer(json, { partner: name, kids }, kids.length === 0 ? 'it had them already' : `added: ${kids.join(', ')}`);
}

async function revoke(assay: Assay, partner: string, kid: string, { until, why, by, json }: Options & { until?: string }): Promise<void> {
  await assay.sql.begin((tx) => revokeKey(tx, { partner, kid, until: instantIn(until, '--until'), why }, actingOn(assay, by)));
  answer(json, { partner, kid, until: until ?? null }, until === undefined ? `${kid} is not accepted any more` : `${kid} is accepted until ${until}`);
}

async function move(assay: Assay, partner: string, to: PartnerState, { why, by, json }: Options): Promise<void> {
  const row = (await assay.sql.begin((tx) => movePartner(tx, { partner, to, why }, actingOn(assay, by)))) as PartnerRow;
  answer(json, publish(row), `${partner} is ${row.state}`);
}

function instantIn(text: string | undefined, path: string): string | undefined {
  const instant = text === undefined ? undefined : instantOf(text);
  if (text !== undefined && instant === undefined) throw ratingProblem('RATING_INSTANT', { given: text }, { path });
  return instant;
}
