import type { Acting } from '../../approval/handler.ts';
import { append } from '../../audit/append.ts';
import { uuidOf } from '../../base/digest.ts';
import type { Tx } from '../../db/client.ts';
import { asked } from '../consent/asked.ts';
import type { Draft } from '../consent/consent.ts';
import { drafted, type Terms } from '../consent/draft.ts';
import { idOf } from '../consent/idof.ts';
import { record } from '../consent/record.ts';
import { subjectName } from '../consent/subjectname.ts';
import { partnerIdOf } from '../partner/partner.ts';
import { subjectKey } from '../partner/subjectkey.ts';
import type { Standing } from '../standing/standing.ts';
import { type Filed, type Filing, filedAs } from './form.ts';
import { type Finding, type Located, locate } from './locate.ts';
import { type NamedForm, nameForms } from './store.ts';

/** For whom and for what forms are filed. */
export interface FilingFor extends Omit<Finding, 'partnerId' | 'key'> {
  readonly standing: Standing;
  readonly purpose: string;
  /** The key that the partner signed in with. */
  readonly kid?: string | undefined;
}

/**
 * Records the consents of a partner's forms, which count until a spot check fails, and answers what came of each. What is wrong with a
 * form whosever it is, is refused before anybody is looked for: also one that was named for another subject, or as another document.
 * For the rest the same statements are sent and the same locks taken whoever is meant, and nobody who did not consent is told from a
 * stranger.
 */
export async function file(tx: Tx, { standing, purpose, seal, opened, kid }: FilingFor, filings: readonly Filing[], acting: Acting): Promise<Filed[]> {
  const { partnerId } = standing;
  const terms = filings.map(({ form, reference, path }) => {
    const { formNumber, formDigest, ...said } = form;
    const evidence = { way: 'partner', formNumber, formDigest, ...(kid !== undefined && { kid }) } as const;
    return drafted({ ...said, reference, purpose, evidence }, standing, acting, path);
  });
  const key = await subjectKey(tx, seal, partnerId);
  const subjects = filings.map(({ subject }) => subject);
  const forms = subjects.map((subject, at) => {
    const { formNumber: number, formDigest: digest } = (terms[at] as Terms).evidence as Signed;
    return { number, digest, subject: asked(seal, partnerId, subject, subjectName(subject, key)) };
  });
  const first = await nameForms(tx, partnerId, forms, acting.at);
  const own = forms.map(({ number, digest, subject }) => first.get(number)?.subject === subject && first.get(number)?.digest === digest);
  const located = await locate(tx, { partnerId, key, seal, opened }, subjects);
  const drafts = terms.map((each, at): Draft => {
    const meant = isMeant(located[at] as Located, standing, purpose);
    const customerId = meant ?? uuidOf((forms[at] as NamedForm).subject);
    // Nobody's gets an id that no customer has and is drafted as another's, which makes no consent: it takes the same locks and reads as a
    // customer's.
    return { ...each, customerId, consentId: idOf(seal, each, customerId), isAnothers: meant === undefined || own[at] === false };
  });
  const fates = await record(tx, seal, partnerId, drafts, acting);
  const { who, at } = acting;
  const log = { at, who, what: 'consent.file', kind: 'partner', subjectId: partnerIdOf(partnerId), why: null, digest: null };
  await append(tx, { ...log, detail: { purpose, forms: filings.length, key: kid ?? null } });
  return fates.map((fate, place) => filedAs(fate, own[place] === true));
}

type Signed = Extract<Draft['evidence'], { way: 'partner' }>;

/** The one customer that a form can be of. */
function isMeant(located: Located, { agreement, next }: Standing, purpose: string): string | undefined {
  if (located === 'nobody' || located === 'several') return undefined;
  const kinds: readonly string[] = (agreement ?? next)?.document.purposes[purpose]?.subjects ?? [];
  return kinds.includes(located.kind) ? located.customerId : undefined;
}
