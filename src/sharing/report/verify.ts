import { compactVerify, errors, importJWK } from 'jose';
import { z } from 'zod';
import { limits } from '../../base/limits.ts';
import { problem } from '../errors.ts';
import { type Report, reportShape, reportTyp } from './report.ts';

const keySetShape = z.object({
  keys: z.array(
    z.looseObject({
      kid: z.string(),
      kty: z.string(),
      alg: z.string(),
      assay_use: z.string(),
      made_at: z.iso.datetime(),
      retired_at: z.iso.datetime().optional(),
    }),
  ),
});

/** Nothing else stands in the head of a report: no address of a key, and nothing that must be understood. */
const headShape = z.strictObject({ typ: z.unknown().optional(), alg: z.unknown().optional(), kid: z.unknown().optional() });

export interface Verified {
  readonly report: Report;
  /** The key it is signed with. */
  readonly kid: string;
}

/** What a report must say; what is left out is not checked. */
export interface Expected {
  /** Address of the company that made it. */
  readonly issuer?: string | undefined;
  /** Name of the partner that it was made for. */
  readonly audience?: string | undefined;
}

/**
 * Holds a report against the installation's published keys, and nothing else. SHARING_REPORT_FORM, _TYPE, _ALGORITHM, _KEY,
 * _SIGNATURE, _TIME; _ISSUER where it says that it is of another company than the one named; _AUDIENCE where it is for another
 * partner; SHARING_KEYS_FORM. Keys say nothing of whose they are: whoever does not name the issuer relies on where he got them.
 */
export async function verifyReport(text: string, keys: unknown, { issuer, audience }: Expected = {}): Promise<Verified> {
  const set = keySetShape.safeParse(keys);
  if (!set.success) throw problem('SHARING_KEYS_FORM');
  const { typ, alg, kid } = headOf(text);
  if (typ !== reportTyp) throw problem('SHARING_REPORT_TYPE', { typ: said(typ), expected: reportTyp });
  if (alg !== algorithm) throw problem('SHARING_REPORT_ALGORITHM', { alg: said(alg), expected: algorithm });
  const key = set.data.keys.find((each) => each.kid === kid && each.assay_use === 'report' && each.alg === algorithm);
  if (!key) throw problem('SHARING_REPORT_KEY', { kid: said(kid) });
  const report = reportShape.safeParse(await payloadOf(text, key));
  if (!report.success) throw problem('SHARING_REPORT_FORM');
  timely(report.data, key);
  const { iss, aud } = report.data;
  if (issuer !== undefined && addressOf(issuer) !== addressOf(iss)) throw problem('SHARING_REPORT_ISSUER', { iss, issuer });
  if (audience !== undefined && audience !== aud) throw problem('SHARING_REPORT_AUDIENCE', { aud, audience });
  return { report: report.data, kid: key.kid };
}

const algorithm = 'EdDSA';
/** An address however it is written: with a slash at its end or without. */
const addressOf = (text: string): string => (URL.parse(text)?.href ?? text).replace(/\/+$/, '');
/** What a stranger wrote is told no longer than a name. */
const said = (value: unknown): string => String(value).slice(0, limits.nameCharacters);

/** Three parts, each written in the one way it can be: a text that differs in any character is another report. */
function headOf(text: string): z.infer<typeof headShape> {
  const parts = text.split('.');
  const isWritten = parts.length === 3 && parts.every((part) => Buffer.from(part, 'base64url').toString('base64url') === part);
  const head = isWritten ? headShape.safeParse(parsed(Buffer.from(parts[0] as string, 'base64url').toString())) : undefined;
  if (!head?.success) throw problem('SHARING_REPORT_FORM');
  return head.data;
}

async function payloadOf(text: string, key: object): Promise<unknown> {
  const imported = await importJWK(key, algorithm).catch((cause: unknown) => {
    throw problem('SHARING_KEYS_FORM', {}, { cause });
  });
  try {
    const { payload } = await compactVerify(text, imported, { algorithms: [algorithm] });
    return parsed(Buffer.from(payload).toString());
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) throw problem('SHARING_REPORT_SIGNATURE');
    throw error;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A key that was retired vouches for what it signed in its time. */
function timely({ iat }: Report, { kid, made_at: made, retired_at: retired }: z.infer<typeof keySetShape>['keys'][number]): void {
  const slackMs = (limits.signingKeySeconds + limits.clockToleranceSeconds) * 1000;
  const at = iat * 1000;
  const isEarly = at < Date.parse(made) - slackMs;
  const isLate = retired !== undefined && at > Date.parse(retired) + slackMs;
  if (isEarly || isLate) throw problem('SHARING_REPORT_TIME', { kid, at: new Date(at).toISOString() });
}
