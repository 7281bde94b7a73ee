import { setTimeout as delay } from 'node:timers/promises';
import { encodeId } from '../../base/id.ts';
import { limits } from '../../base/limits.ts';
import type { Language } from '../../base/text.ts';
import type { Sql } from '../../db/client.ts';
import type { Context } from '../../graphql/context.ts';
import { textOf } from '../../graphql/texts.ts';
import { consentPrefix } from '../consent/consent.ts';
import { problem } from '../errors.ts';
import type { SharedGrade, SharedRuleset } from '../report/grade.ts';
import { reportOf } from '../report/report.ts';
import { signReport } from '../report/sign.ts';
import { behaviour } from '../sandbox/behaviour.ts';
import type { Standing } from '../standing/standing.ts';
import type { Finding } from './find.ts';
import type { Entered, Inquiring } from './inquiring.ts';
import { type Located, numberOf } from './inquiry.ts';

export interface Delivering {
  readonly context: Context;
  readonly standing: Standing;
  readonly entered: Entered;
}

/** Findings that are on record as the graph tells them. */
export async function deliver(inquiring: Inquiring, delivering: Delivering, findings: readonly Finding[], located: readonly Located[]): Promise<object[]> {
  const { standing, entered } = delivering;
  await behave(standing, located);
  const record = { seq: entered.seq, hash: entered.hash, checkpoint: (await inquiring.checkpoint(standing.partnerId)) ?? null };
  // As the ledger counts: one alone has no place.
  const numberAt = (place: number): string => numberOf(standing.name, entered.seq, findings.length > 1 ? place : undefined);
  return await Promise.all(findings.map((finding, place) => told(inquiring.sql, delivering, finding, numberAt(place), record)));
}

/** Slow test subjects that are waited for. */
let slow = 0;

/** What test subjects of a sandbox do. */
async function behave(standing: Standing, located: readonly Located[]): Promise<void> {
  const what = located.map(({ reference }) => (reference === null ? undefined : behaviour(standing, reference)));
  if (what.includes('slow') && slow < limits.sandboxSlowAtOnce) {
    slow += 1;
    await delay(limits.sandboxSlowMs);
    slow -= 1;
  }
  if (what.includes('error')) throw problem('SHARING_SANDBOX_ERROR');
}

async function told(sql: Sql, { context, entered }: Delivering, finding: Finding, number: string, record: object): Promise<object> {
  const { language, now } = context;
  if (finding.outcome === 'refused') return { __typename: 'RefusedInquiry', code: 'SHARING_REFUSED', ...textOf('SHARING_REFUSED', language) };
  const head = { number, at: entered.at, record };
  if (finding.outcome === 'no_record') return { __typename: 'NoRecordInquiry', ...head };
  const { stated, told: of, consent, reading, parts } = finding as Extract<Finding, { told: unknown }>;
  const report = stated ? await signReport(sql, context.keys.seal, reportOf(stated, number, entered), now()) : null;
  const whole = { ...head, report, subject: encodeId('cus', of.customerId), consent: encodeId(consentPrefix, consent.consentId) };
  if (reading && !reading.shared) return { __typename: 'NotRatedInquiry', ...whole, why: reading.why };
  return { __typename: 'AnsweredInquiry', ...whole, grade: reading ? gradeIn(reading.shared, language) : null, customer: { parts } };
}

function gradeIn({ reasons, ruleset, former, ...grade }: SharedGrade, language: Language): object {
  const titled = ({ name, title, digest }: SharedRuleset) => ({ name, title: title[language], digest });
  return {
    ...grade,
    reasons: (reasons ?? []).map(({ code, texts }) => ({ code, text: texts[language] })),
    ruleset: titled(ruleset),
    former: former && { ...former, ruleset: titled(former.ruleset) },
  };
}
