import { hash } from 'node:crypto';
import type { Acting, Handlers } from '../../approval/handler.ts';
import type { Text } from '../../base/text.ts';
import type { Day } from '../../base/time.ts';
import type { Tx } from '../../db/client.ts';
import { customersNamed } from '../consent/store.ts';
import { problem } from '../errors.ts';
import { addKeys } from '../partner/addkeys.ts';
import { register } from '../partner/register.ts';
import { keysOf, partnerByName } from '../partner/store.ts';
import { subjectKey } from '../partner/subjectkey.ts';
import type { Standing } from '../standing/standing.ts';
import { standingByName } from '../standing/store.ts';
import { agree } from './agree.ts';
import { candidates } from './candidates.ts';
import { enlist } from './enlist.ts';
import { daySeconds, people, sandboxAgreement, type Told, tellable } from './sandbox.ts';
import { type Candidate, type Cast, type Chosen, choose, consentingOf, expectedOf, isWhole, referencesOf, unknownSubject } from './subject.ts';

/** What it is made with: the ring that seals secrets, and what approvals do. */
export interface Making {
  readonly seal: readonly Uint8Array[];
  readonly handlers: Handlers;
}

export interface Wanted {
  readonly name: string;
  /** The public key that it signs in with. */
  readonly jwk: { readonly kid: string };
}

/** A sandbox partner as it stands now. */
export interface Sandbox {
  readonly name: string;
  /** It was not there before. */
  readonly isNew: boolean;
  /** What it hashes identifiers with. */
  readonly subjectKey: Buffer;
  readonly purposes: readonly string[];
  readonly subjects: readonly { readonly reference: string; readonly expected: Text }[];
  /** Names that no customer of the demo world stands behind. */
  readonly lacking: readonly string[];
  /** Customers who consented beside them, to be found by their numbers. */
  readonly others: number;
  /** So far is the clock of its consents ahead; what is expected holds with it at 0. */
  readonly daysAhead: number;
}

/** So many customers consent beside those with a name. */
const othersMost = 100;
const why = 'The sandbox of the demo world.';

/**
 * Makes a sandbox partner over the demo world: its key, its agreement, its test subjects and others who consent. What is there
 * stays as it is, consents that have ended by the real clock are given anew. SHARING_PARTNER_TAKEN where a real partner has the name.
 */
export async function make(tx: Tx, { seal, handlers }: Making, { name, jwk }: Wanted, acting: Acting): Promise<Sandbox> {
  const by = { ...acting, who: people.author };
  const isNew = await admitted(tx, seal, { name, jwk }, by);
  const standing = await agreed(tx, handlers, name, by);
  const document = (standing.agreement ?? standing.next)?.document as NonNullable<Standing['agreement']>['document'];
  const cast = await candidates(tx, document, acting.today);
  const before = await named(tx, standing.partnerId, cast);
  const chosen = before.size > 0 ? before : choose(cast.candidates);
  const others = before.size > 0 ? [] : beside(cast.candidates, chosen);
  const taken = [...chosen].filter(([reference]) => before.size === 0 || consentingOf(reference) === 'yes');
  const enlisted = [
    ...taken.map(([reference, { customerId }]) => ({ customerId, reference })),
    ...others.map(({ customerId }) => ({ customerId, reference: null })),
  ];
  await enlist(tx, seal, standing, enlisted, by);
  const subjects = [...chosen.keys(), unknownSubject].map((reference) => ({ reference, expected: expectedOf(reference, chosen.get(reference)) }));
  const lacking = referencesOf(cast).filter((reference) => !chosen.has(reference));
  const key = await subjectKey(tx, seal, standing.partnerId);
  const daysAhead = Math.round(standing.clockSeconds / daySeconds);
  return { name, isNew, subjectKey: key, purposes: Object.keys(document.purposes), subjects, lacking, others: others.length, daysAhead };
}

/** Registers the partner, or adds the key to one that is there. */
async function admitted(tx: Tx, seal: readonly Uint8Array[], { name, jwk }: Wanted, acting: Acting): Promise<boolean> {
  const known = await partnerByName(tx, name);
  if (!known) {
    await register(tx, seal, { name, title: 'Sandbox', kind: 'agency', sandbox: true, jwks: { keys: [jwk] }, why }, acting);
    return true;
  }
  if (!known.sandbox) throw problem('SHARING_PARTNER_TAKEN', { name }, { path: '--name' });
  const keys = (await keysOf(tx, [known.partnerId])).get(known.partnerId) ?? [];
  if (!keys.some(({ kid }) => kid === jwk.kid)) await addKeys(tx, name, { jwks: { keys: [jwk] }, why }, acting);
  return false;
}

/** How it stands with an agreement in force; one that ran out is followed by the next. */
async function agreed(tx: Tx, handlers: Handlers, name: string, acting: Acting): Promise<Standing> {
  const standing = (await standingByName(tx, name, acting.today)) as Standing;
  if (standing.agreement ?? standing.next) return standing;
  await agree(tx, handlers, sandboxAgreement(name, await told(tx, acting.today), acting.today), acting);
  return (await standingByName(tx, name, acting.today)) as Standing;
}

/** What is told: the first kind of grade that there is somebody for every test subject of, else the last. */
async function told(tx: Tx, today: Day): Promise<Told> {
  for (const each of tellable) if (isWhole(choose((await candidates(tx, each, today)).candidates))) return each;
  return tellable.at(-1) as Told;
}

/** The customers behind the test subjects that the partner has. */
async function named(tx: Tx, partnerId: string, cast: Cast): Promise<Chosen> {
  const names = referencesOf(cast).map((reference) => ({ reference, kind: 'reference', name: hash('sha256', reference, 'buffer') }));
  const rows = new Map((await customersNamed(tx, partnerId, names)).map(({ name, customerId }) => [Buffer.from(name).toString('hex'), customerId]));
  const unrated = { grade: null, isKnockedOut: false, why: 'never_issued' } as const;
  return new Map(
    names.flatMap(({ reference, name }) => {
      const customerId = rows.get(name.toString('hex'));
      return customerId === undefined
        ? []
        : [[reference, cast.candidates.find((each) => each.customerId === customerId) ?? { customerId, ...unrated }] as const];
    }),
  );
}

/** Others of a known grade, so that there are people to be found by their numbers. */
function beside(found: readonly Candidate[], chosen: Chosen): Candidate[] {
  const taken = new Set([...chosen.values()].map(({ customerId }) => customerId));
  return found.filter(({ customerId, grade }) => grade !== null && !taken.has(customerId)).slice(0, othersMost);
}
