import type { Instant } from '../../base/time.ts';
import type { Sql } from '../../db/client.ts';
import { signer } from '../key/signer.ts';
import { type Report, reportTyp } from './report.ts';

/** A report as its partner keeps it: a compact JWS under the installation's key for reports. */
export async function signReport(sql: Sql, ring: readonly Uint8Array[], report: Report, now: Instant): Promise<string> {
  const { sign } = await signer(sql, ring, 'report', now);
  return sign(report, { typ: reportTyp });
}
