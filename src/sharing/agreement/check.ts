import { limits } from '../../base/limits.ts';
import type { Day } from '../../base/time.ts';
import { repaired } from '../../rating/check/repair.ts';
import type { PartnerKind, PartnerState } from '../partner/partner.ts';
import { type Agreement, agreementShape, type Purpose } from './agreement.ts';
import { entitled, type Profile } from './entitlement.ts';
import { errorsOf, type Fault } from './fault.ts';
import { maskless, reach, type ShareableScope, shareableScopes } from './grain.ts';

/** What a document is held to. */
export interface Ground {
  /** Of the name in the document; nothing: there is none. */
  readonly partner: { readonly kind: PartnerKind; readonly state: PartnerState } | undefined;
  readonly profile: Profile;
  /** In which customers are rated, or will be, by some ruleset. */
  readonly dimensions: readonly string[];
  readonly today: Day;
}

export interface Checked {
  /** Present when nothing but warnings was found. */
  readonly agreement: Agreement | undefined;
  readonly faults: readonly Fault[];
}

const error = (code: string, path: string, params: Fault['params'] = {}): Fault => ({ code, severity: 'error', path, params });

const warning = (code: string, path: string, params: Fault['params']): Fault => ({ code, severity: 'warning', path, params });

/** The form of a document alone; `agreement` is there also where what it says is wrong. */
export function read(document: unknown): { agreement: Agreement | undefined; faults: Fault[] } {
  const { value, faults } = repaired(agreementShape, document);
  const told = faults.map(({ code, severity, path, params }) => ({ code: code.replace(/^RATING_/, 'SHARING_DOCUMENT_'), severity, path, params }));
  const named = told.map((fault) =>
    /^purposes\.[^.]+\.scopes\../.test(fault.path) && fault.code === 'SHARING_DOCUMENT_KEY_UNKNOWN' ? unknownScope(fault) : fault,
  );
  return { agreement: faults.length === 0 ? value : undefined, faults: named };
}

const unknownScope = ({ path, params }: Fault): Fault =>
  error('SHARING_SCOPE_UNKNOWN', path, { scope: params['key'] ?? '', known: shareableScopes.join(', ') });

/** Checks a document whole: its form, whether the grain of each purpose reaches its scopes, and whether the partner may receive them about whom it asks. */
export function check(document: unknown, ground: Ground): Checked {
  const { agreement, faults: form } = read(document);
  if (agreement === undefined) return { agreement, faults: form };
  const purposes = Object.entries(agreement.purposes);
  const most = limits.purposesPerAgreement;
  const faults = [
    ...partnerFaults(agreement, ground),
    ...(purposes.length === 0 || purposes.length > most ? [error('SHARING_PURPOSES_COUNT', 'purposes', { actual: purposes.length, most })] : []),
    ...purposes.flatMap(([name, purpose]) => purposeFaults(purpose, `purposes.${name}`, ground)),
    ...termFaults(agreement, ground.today),
    ...dimensionFaults(agreement, ground),
  ];
  return { agreement: errorsOf(faults).length === 0 ? agreement : undefined, faults };
}

function partnerFaults({ partner: name }: Agreement, { partner }: Ground): Fault[] {
  if (!partner) return [error('SHARING_PARTNER_UNKNOWN', 'partner', { name })];
  return partner.state === 'ended' ? [error('SHARING_PARTNER_ENDED', 'partner', { name })] : [];
}

function purposeFaults(purpose: Purpose, path: string, { partner, profile }: Ground): Fault[] {
  const { grain, scopes, subjects, carried } = purpose;
  const granted = Object.entries(scopes) as [ShareableScope, NonNullable<Purpose['scopes'][ShareableScope]>][];
  const twice = new Set(subjects).size < subjects.length ? [error('SHARING_SUBJECTS_TWICE', `${path}.subjects`)] : [];
  if (granted.length === 0) return [...twice, error('SHARING_SCOPES_NONE', `${path}.scopes`)];
  const unfit = granted.flatMap(([scope, treatment]) => {
    const where = `${path}.scopes.${scope}`;
    const least = reach(grain, scope);
    if (least === undefined) return [error('SHARING_GRAIN_SCOPE', where, { scope, grain })];
    if (least === 'masked' && treatment === 'clear') return [error('SHARING_GRAIN_CLEAR', where, { scope, grain })];
    return treatment === 'masked' && maskless.includes(scope) ? [warning('SHARING_MASK_NONE', where, { scope })] : [];
  });
  const barred = partner
    ? granted.flatMap(([scope]) =>
        [...new Set(subjects)].flatMap((subject) => {
          const may = entitled(profile, partner.kind, subject, scope);
          const params = { kind: partner.kind, subject, scope, profile };
          if (may === 'never') return [error('SHARING_NOT_ENTITLED', `${path}.scopes.${scope}`, params)];
          return may === 'carried' && !carried ? [error('SHARING_NOT_CARRIED', `${path}.scopes.${scope}`, params)] : [];
        }),
      )
    : [];
  return [...twice, ...unfit, ...barred];
}

/** A ruleset may come later, so this stops nothing. */
function dimensionFaults({ dimension, purposes }: Agreement, { dimensions }: Ground): Fault[] {
  const isTold = Object.values(purposes).some(({ scopes }) => Object.keys(scopes).some((scope) => scope.startsWith('rating.')));
  return isTold && !dimensions.includes(dimension) ? [warning('SHARING_DIMENSION_UNRATED', 'dimension', { dimension })] : [];
}

const currencies = new Set(Intl.supportedValuesOf('currency'));

function termFaults({ valid: { from, until }, price: { currency }, quotas }: Agreement, today: Day): Fault[] {
  return [
    ...(until < from ? [error('SHARING_VALID_ORDER', 'valid.until', { from, until })] : []),
    ...(until >= from && until < today ? [error('SHARING_VALID_OVER', 'valid.until', { until, today })] : []),
    ...(from < today && until >= today ? [warning('SHARING_VALID_BEGUN', 'valid.from', { from, today })] : []),
    ...(currencies.has(currency) ? [] : [error('SHARING_CURRENCY_UNKNOWN', 'price.currency', { currency })]),
    ...(quotas.subject > quotas.day ? [error('SHARING_QUOTA_ORDER', 'quotas.subject', { subject: quotas.subject, day: quotas.day })] : []),
  ];
}
