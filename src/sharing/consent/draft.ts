import type { Treatment } from '../../access/role.ts';
import type { Day, Instant } from '../../base/time.ts';
import type { ShareableScope } from '../agreement/grain.ts';
import { problem } from '../errors.ts';
import { lineOf } from '../partner/partner.ts';
import type { Standing } from '../standing/standing.ts';
import type { Draft, Evidence } from './consent.ts';

/** What is said of a consent, by whichever way it comes. */
export interface Said {
  readonly purpose: string;
  /** Left out: all that the agreement grants for the purpose. */
  readonly scopes?: readonly string[] | null | undefined;
  readonly textVersion: string;
  readonly language: string;
  readonly givenOn: Day;
  readonly validFrom?: Instant | null | undefined;
  readonly validUntil?: Instant | null | undefined;
  readonly reference?: string | null | undefined;
  readonly evidence: Evidence;
}

/** What a consent says, whosever it is. */
export type Terms = Omit<Draft, 'consentId' | 'customerId' | 'isAnothers'>;

/**
 * The terms of a consent that may be recorded for a partner; `path` is where in the input it stands. Refuses what the partner's
 * agreement (in force, or else the next) does not grant, and what makes no sense.
 */
export function drafted(said: Said, standing: Standing, { at, today }: { at: Instant; today: Day }, path = ''): Terms {
  const scopes = scopesOf(said, standing, path);
  const { purpose, givenOn, evidence } = said;
  const { partnerId } = standing;
  const language = languageOf(said.language, `${path}language`);
  if (givenOn > today) throw problem('SHARING_CONSENT_FUTURE', { givenOn, today }, { path: `${path}givenOn` });
  const [validFrom, validUntil] = [said.validFrom ?? null, said.validUntil ?? null];
  const from = validFrom === null || validFrom < at ? at : validFrom;
  if (validUntil !== null && validUntil <= from) throw problem('SHARING_CONSENT_VALIDITY', { validUntil, from }, { path: `${path}validUntil` });
  const textVersion = lineOf(said.textVersion, `${path}textVersion`);
  const reference = said.reference == null ? null : lineOf(said.reference, `${path}reference`);
  return { partnerId, purpose, scopes, textVersion, language, evidence: proved(evidence, path), givenOn, validFrom, validUntil, reference };
}

/** Only what the agreement grants can be consented to: a consent to more would wait for an agreement that nobody has read. */
function scopesOf({ purpose, scopes, evidence }: Said, { agreement, next }: Standing, path: string): ShareableScope[] {
  const document = (agreement ?? next)?.document;
  if (!document) throw problem('SHARING_AGREEMENT_NONE', {}, { path: `${path}partner` });
  const purposes = Object.keys(document.purposes).join(', ');
  const agreed = Object.hasOwn(document.purposes, purpose) ? document.purposes[purpose] : undefined;
  if (!agreed) throw problem('SHARING_PURPOSE_UNKNOWN', { purpose, purposes }, { path: `${path}purpose` });
  if (agreed.carried && evidence.way !== 'customer') throw problem('SHARING_CONSENT_CARRIED', { purpose }, { path: `${path}purpose` });
  const treatments = Object.entries(agreed.scopes) as [ShareableScope, Treatment][];
  const granted = treatments.flatMap(([scope, treatment]) => (treatment === 'withheld' ? [] : [scope]));
  const beyond = (scopes ?? []).filter((scope) => !(granted as readonly string[]).includes(scope));
  if (beyond.length > 0 || scopes?.length === 0) {
    const params = { purpose, beyond: beyond.join(', ') || '-', granted: granted.join(', ') };
    throw problem('SHARING_CONSENT_SCOPES', params, { path: `${path}scopes` });
  }
  return granted.filter((scope) => scopes?.includes(scope) ?? true).sort();
}

/** A language by its tag (BCP 47): the text may have been in any. */
function languageOf(language: string, path: string): string {
  if (!/^[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}$/i.test(language)) throw problem('SHARING_CONSENT_LANGUAGE', { language }, { path });
  return language;
}

/** The evidence without blanks around its words. */
function proved(evidence: Evidence, path: string): Evidence {
  const line = (text: string, name: string): string => lineOf(text, `${path}${name}`);
  const digest = (text: string, name: string): string => digestOf(text, `${path}${name}`);
  switch (evidence.way) {
    case 'customer':
      return { way: 'customer', channel: line(evidence.channel, 'channel'), session: line(evidence.session, 'session') };
    case 'staff': {
      const { documentNumber, documentDigest, place } = evidence;
      const shown = { documentNumber: line(documentNumber, 'documentNumber'), place: line(place, 'place') };
      return { way: 'staff', ...shown, documentDigest: documentDigest && digest(documentDigest, 'documentDigest') };
    }
    case 'partner':
      return { ...evidence, formNumber: line(evidence.formNumber, 'formNumber'), formDigest: digest(evidence.formDigest, 'formDigest') };
    case 'import': {
      const { formNumber, formDigest } = evidence;
      return { ...evidence, formNumber: formNumber && line(formNumber, 'formNumber'), formDigest: formDigest && digest(formDigest, 'formDigest') };
    }
  }
}

/** A SHA-256 in 64 hex digits, in lower case. SHARING_CONSENT_DIGEST. */
function digestOf(text: string, path: string): string {
  const digest = text.trim().toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(digest)) throw problem('SHARING_CONSENT_DIGEST', { actual: digest.length }, { path });
  return digest;
}
