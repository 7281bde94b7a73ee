import type { PartnerView } from '../../access/partner.ts';
import { actingOf } from '../../approval/acting.ts';
import { Bounded } from '../../base/bounded.ts';
import { digest } from '../../base/digest.ts';
import { decodeId } from '../../base/id.ts';
import { limits } from '../../base/limits.ts';
import { Problem } from '../../base/problem.ts';
import { addSeconds } from '../../base/time.ts';
import type { Context } from '../../graphql/context.ts';
import type { Asked } from '../../graphql/door.ts';
import { problem as graphProblem } from '../../graphql/errors.ts';
import { type SubjectGiven, subjectOf } from '../consent/subject.ts';
import { problem } from '../errors.ts';
import { file } from '../filing/file.ts';
import type { Filed, SignedForm } from '../filing/form.ts';
import { subjectKey } from '../partner/subjectkey.ts';
import { type AgreedVersion, grantsFor, type Standing } from '../standing/standing.ts';
import { spend } from '../token/spend.ts';
import { passage } from './decision.ts';
import { deliver } from './deliver.ts';
import { type Finding, find } from './find.ts';
import type { Entered, Inquiring } from './inquiring.ts';
import type { InquiryBody, Located, Request } from './inquiry.ts';
import { locate } from './locate.ts';
import type { Looking, Seen } from './looker.ts';
import { type Terms, termsOf } from './terms.ts';

/** One subject as the graph takes it. */
export interface Question {
  readonly subject: SubjectGiven;
  readonly consent?: SignedForm | null | undefined;
}

/** What was asked for one purpose under one key. */
export interface Inquiry {
  readonly purpose: string;
  readonly idempotencyKey: string;
  readonly questions: readonly Question[];
  /** Where the questions stand in the input; several have a place each. */
  readonly isMany: boolean;
}

/** An operation's partner, and how it stands. */
interface Party {
  readonly view: PartnerView;
  readonly standing: Standing;
  readonly version: AgreedVersion;
}

/**
 * Asks about subjects: reads all of them in one snapshot under the partner's role, decides, puts it on record, and only then
 * answers. Throws SHARING_*, AUDIT_* where nothing is said of anybody.
 */
export async function ask(inquiring: Inquiring, asked: Asked, context: Context, inquiry: Inquiry): Promise<object[]> {
  bounded(inquiry, context);
  const party = await partyOf(inquiring, context, inquiry.purpose);
  const { partnerId, spent, proof } = party.view;
  const { quotas } = party.version.document;
  const coming = inquiring.places.come({ partnerId, day: context.today(), at: context.now(), quotas, proof: spent ? undefined : proof });
  if ('refusal' in coming) {
    tellQuota(party.view, { quotas, used: coming.used, secondsLeft: inquiring.secondsLeft() });
    throw coming.refusal;
  }
  try {
    return await answer(inquiring, asked, context, { inquiry, party, leave: coming.leave });
  } finally {
    coming.leave();
  }
}

/** A request that is on its way. */
interface Way {
  readonly inquiry: Inquiry;
  readonly party: Party;
  readonly leave: () => void;
}

async function answer(inquiring: Inquiring, asked: Asked, context: Context, { inquiry, party, leave }: Way): Promise<object[]> {
  const { view, standing, version } = party;
  const terms = remembered(version, view.purpose, asked.selected, view.readOn);
  const locating = {
    ring: context.keys.seal,
    partnerId: view.partnerId,
    subjectKey: await keyOf(inquiring, context.keys.seal, view.partnerId),
    opened: view.opened,
  };
  const located = inquiry.questions.map(({ subject }, at) => locate(locating, subject, inquiry.isMany ? `input.subjects[${at}].subject` : 'input.subject'));
  const filed = await filing(context, party, inquiry, terms.scopes);
  const proof = view.spent ? undefined : view.proof;
  const turns = terms.grading ? await inquiring.turns(terms.dimension) : [];
  const versions = turns.map((turn) => turn.version);
  const looking = lookingOf(party, context, terms, versions, await inquiring.role(context.grants));
  // Who begins keeps its place: statements are no more than the gate lets in.
  const seen = await inquiring.looker.look(asked, located, looking, context.stepOut);
  const at = passed(party, seen);
  const going = { asked, context, terms, standing, version, issuer: inquiring.issuer(), at, turns };
  const findings = await Promise.all(seen.map((each, place) => find(going, each, located[place] as Located, filed[place])));
  const request = requestOf(inquiring, { context, party, inquiry, asked, located, findings, proof, leave });
  context.stepOut?.();
  const entered = await entering(inquiring, bodyOf(party, terms, findings), request, view);
  return await deliver(inquiring, { context, standing, entered }, findings, located);
}

function bounded({ idempotencyKey: key, questions }: Inquiry, { partner }: Context): void {
  const path = 'input.idempotencyKey';
  if (key.length < 1 || key.length > limits.keyCharacters)
    throw graphProblem('REQUEST_KEY_LENGTH', { actual: key.length, limit: limits.keyCharacters }, { path });
  if (questions.length < 1 || questions.length > limits.inquirySubjects)
    throw problem('SHARING_SUBJECTS_MANY', { actual: questions.length, limit: limits.inquirySubjects }, { path: 'input.subjects' });
  const cost = (partner?.cost ?? 0) * questions.length;
  if (questions.length > 1 && cost > limits.costSubjects) throw graphProblem('GRAPH_COST', { actual: cost, limit: limits.costSubjects });
}

async function partyOf({ standing: standingOf }: Inquiring, { partner: view }: Context, purpose: string): Promise<Party> {
  if (!view) throw problem('SHARING_NOT_PARTNER');
  if (purpose !== view.purpose) throw problem('SHARING_PURPOSE_OTHER', { purpose: view.purpose, other: purpose }, { path: 'input.purpose' });
  const standing = await standingOf(view.partnerId);
  const version = standing?.agreement;
  if (!standing || !version || version.versionId !== view.versionId) throw stale(view);
  return { view, standing, version };
}

function stale(view: PartnerView): Error {
  view.stale = true;
  return problem('SHARING_STALE', { seconds: 1 });
}

const made = new WeakMap<Asked['selected'], Bounded<string, Terms>>();

/** The terms of the same operation under the same version: they are made once a day. */
function remembered({ digest: version, document }: AgreedVersion, purpose: string, selected: Asked['selected'], readOn: string): Terms {
  const known = made.get(selected) ?? new Bounded<string, Terms>(limits.variantsRemembered);
  made.set(selected, known);
  const name = `${version} ${purpose} ${readOn}`;
  const terms = known.get(name) ?? termsOf(document, purpose, selected, grantsFor(document, purpose), readOn);
  known.set(name, terms);
  return terms;
}

const keys = new WeakMap<object, Map<string, Promise<Buffer>>>();

/** A partner's subject key never changes: it is opened once, for all who wait for it, so not by the view of one who may go away. */
function keyOf({ sql }: Inquiring, seal: readonly Uint8Array[], partnerId: string): Promise<Buffer> {
  const known = keys.get(seal) ?? new Map<string, Promise<Buffer>>();
  keys.set(seal, known);
  const found = known.get(partnerId) ?? subjectKey(sql, seal, partnerId);
  known.set(partnerId, found);
  found.catch(() => known.delete(partnerId));
  return found;
}

/** Takes the forms that came with the questions, before anything is read: the read then decides by them. */
async function filing(
  context: Context,
  { view, standing }: Party,
  { purpose, questions, isMany }: Inquiry,
  scopes: readonly string[],
): Promise<(Filed | undefined)[]> {
  const filings = questions.flatMap(({ subject, consent: form }, at) => {
    const place = isMany ? `input.subjects[${at}].` : 'input.';
    return form ? [{ at, subject: subjectOf(subject, `${place}subject`), form, path: `${place}consent.` }] : [];
  });
  const filed: (Filed | undefined)[] = questions.map(() => undefined);
  if (filings.length === 0) return filed;
  for (const { form, path } of filings) {
    // Filed, it would be refused of a customer and of nobody else.
    const missing = form.scopes ? scopes.filter((scope) => !form.scopes?.includes(scope)) : [];
    if (missing.length > 0) throw problem('SHARING_CONSENT_NARROW', { missing: missing.join(', ') }, { path: `${path}scopes` });
  }
  // A form is taken at once: whoever caught the proof must not file with it.
  if (view.proof && !view.spent) await spend(context.sql, view.proof);
  view.spent = true;
  const opened = (id: string) => decodeId('cus', 1, view.opened(id) ?? '')?.[0];
  const outcomes: readonly Filed[] = await context.sql.begin((tx) =>
    file(tx, { standing, purpose, seal: context.keys.seal, opened, kid: view.kid }, filings, actingOf(context)),
  );
  for (const [index, { at }] of filings.entries()) filed[at] = outcomes[index];
  return filed;
}

function lookingOf({ view, standing, version }: Party, context: Context, terms: Terms, versions: readonly string[], role: string): Looking {
  const { grading, dimension, scopes } = terms;
  const graded = grading && { by: grading.graded, reasons: grading.reasons, former: version.document.bothGradesDays > 0, dimension, on: grading.today };
  const { partnerId, purpose, kid, sinceOn, cost = 0 } = view;
  return { role, partnerId, purpose, kid, today: context.today(), sinceOn, clockSeconds: standing.clockSeconds, scopes, graded, versions, cost };
}

/** The instant of the snapshot by the partner's clock; throws where the snapshot says that it may not ask. */
function passed({ view, standing, version }: Party, [first]: readonly Seen[]): string {
  const { gate } = first as Seen;
  const assumed = { versionId: version.versionId, clockSeconds: standing.clockSeconds };
  const how = gate ? passage(gate, assumed) : 'suspended';
  if (how === 'stale') throw stale(view);
  if (how === 'suspended' || !gate) throw problem('SHARING_PARTNER_SUSPENDED');
  if (how === 'key') throw problem('SHARING_KEY_OVER');
  if (how === 'agreement') throw problem('SHARING_AGREEMENT_NONE');
  return addSeconds(gate.at, gate.clockSeconds);
}

/** What a key or a quota refuses has spent its proof. One that was seen before counts for no other inquiry of the operation either. */
async function entering({ enter }: Inquiring, body: InquiryBody, request: Request, view: PartnerView): Promise<Entered> {
  try {
    const entered = await enter(body, request);
    view.spent = true;
    tellQuota(view, request);
    return entered;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.code.startsWith('SHARING_')) {
      view.spent = true;
      tellQuota(view, request);
    }
    // What another inquiry of the operation left held stays so.
    if (error.code === 'AUDIT_DOWN' && view.unheard !== 'held') view.unheard = error.params['held'] ? 'held' : 'free';
    throw error;
  }
}

function tellQuota(view: PartnerView, { quotas: { day }, used = 0, secondsLeft }: Pick<Request, 'quotas' | 'used' | 'secondsLeft'>): void {
  view.headers = { 'assay-quota-limit': day, 'assay-quota-remaining': Math.max(0, day - used), 'assay-quota-reset': secondsLeft };
}

interface Requesting {
  readonly context: Context;
  readonly party: Party;
  readonly inquiry: Inquiry;
  readonly asked: Asked;
  readonly located: readonly Located[];
  readonly findings: readonly Finding[];
  readonly proof: PartnerView['proof'];
  readonly leave: () => void;
}

function requestOf({ secondsLeft }: Inquiring, { context, party: { view, version }, inquiry, asked, located, findings, proof, leave }: Requesting): Request {
  const forms = inquiry.questions.map(({ consent }) => consent ?? null);
  const input = { purpose: view.purpose, subjects: located.map((each) => each.asked), forms, selection: asked.selection, isMany: inquiry.isMany };
  return {
    ...{ partnerId: view.partnerId, key: inquiry.idempotencyKey, inputDigest: digest(input as never) },
    ...{ day: context.today(), secondsLeft: secondsLeft(), at: context.now(), quotas: version.document.quotas, proof, leave },
    // Whoever is told of is counted under one name, however it was asked for.
    subjects: findings.map(({ of }) => of.customer ?? of.subject),
    told: findings.flatMap((finding) => ('told' in finding ? [finding.told] : [])),
  };
}

const bodyOf = ({ view, version }: Party, { purpose, told }: Terms, findings: readonly Finding[]): InquiryBody => ({
  ...{ kind: 'inquiry', purpose, agreement: version.digest, fields: told.answered.fields, kid: view.kid },
  inquiries: findings.map(({ of }) => of),
});
