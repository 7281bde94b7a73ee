import type { Acting } from '../../approval/handler.ts';
import { append } from '../../audit/append.ts';
import { digest, nameKey } from '../../base/digest.ts';
import type { Tx } from '../../db/client.ts';
import type { Draft } from '../consent/consent.ts';
import { drafted, type Terms } from '../consent/draft.ts';
import { record } from '../consent/record.ts';
import { partnerIdOf } from '../partner/partner.ts';
import type { Standing } from '../standing/standing.ts';
import type { Filed, Filing } from './form.ts';
import { type Finding, type Located, locate } from './locate.ts';

/** For whom and for what forms are filed. */
export interface FilingFor extends Omit<Finding, 'partnerId'> {
  readonly standing: Standing;
  readonly purpose: string;
}

/**
 * Records the consents of a partner's forms, which count until a spot check fails, and answers what came of each. What is wrong with a
 * form whosever it is, is refused before anybody is looked for; for the rest the same statements are sent whoever is meant.
 */
export async function file(tx: Tx, { standing, purpose, seal, opened }: FilingFor, filings: readonly Filing[], acting: Acting): Promise<Filed[]> {
  const { partnerId } = standing;
  const terms = filings.map(({ form, reference, path }) => {
    const { formNumber, formDigest, ...said } = form;
    return drafted({ ...said, reference, purpose, evidence: { way: 'partner', formNumber, formDigest } }, standing, acting, path);
  });
  const located = await locate(
    tx,
    { partnerId, seal, opened },
    filings.map(({ subject }) => subject),
  );
  const meant = located.map((each) => isMeant(each, standing, purpose));
  const drafts = terms.flatMap((each, at) => draftOf(each, meant[at]) ?? []);
  const fates = (await record(tx, seal, partnerId, drafts, acting)).values();
  const { who, at } = acting;
  const log = { at, who, what: 'consent.file', kind: 'partner', subjectId: partnerIdOf(partnerId), why: null, digest: null };
  await append(tx, { ...log, detail: { purpose, forms: filings.length } });
  return located.map((each, place) => {
    if (each === 'nobody') return 'no_record';
    if (meant[place] === undefined) return 'refused';
    const fate = fates.next().value;
    return fate?.is === 'recorded' || fate?.is === 'repeated' ? 'filed' : 'refused';
  });
}

/** The one customer that a form can be of. */
function isMeant(located: Located, { agreement, next }: Standing, purpose: string): string | undefined {
  if (located === 'nobody' || located === 'several') return undefined;
  const kinds: readonly string[] = (agreement ?? next)?.document.purposes[purpose]?.subjects ?? [];
  return kinds.includes(located.kind) ? located.customerId : undefined;
}

/** The same form of the same person says the same: it has one name. */
const draftOf = (terms: Terms, customerId: string | undefined): Draft | undefined => {
  if (customerId === undefined) return undefined;
  const { partnerId, purpose, scopes, textVersion, language, evidence, givenOn, validUntil } = terms;
  return {
    ...terms,
    customerId,
    consentId: nameKey('assay', 'consent', digest({ customerId, partnerId, purpose, scopes, textVersion, language, evidence, givenOn, validUntil })),
  };
};
