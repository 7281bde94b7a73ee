import type { Day } from '../../base/time.ts';
import { externalGrades } from '../../customer/external/store.ts';
import type { Db } from '../../db/client.ts';
import type { ExternalScale } from '../../rating/calibration/external.ts';
import { scoresOf } from '../../rating/store.ts';
import type { Version } from '../../rating/version/version.ts';
import { problem } from '../errors.ts';
import { type Agreement, agreement } from './agreement.ts';

/** With whom ratings are compared. */
export interface Question {
  readonly version: Version;
  readonly asOf: Day;
  readonly agency: string;
  /** By default the only one that the version reads of this agency. */
  readonly scale?: string | null | undefined;
}

/** Customers with a word of the other scale, by own grade. */
export interface WordRow {
  readonly word: string;
  /** The own grade it stands for. */
  readonly grade: string;
  /** By own grade, the best first. */
  readonly counts: readonly number[];
}

export interface ExternalAgreement extends Agreement {
  readonly ruleset: string;
  readonly digest: string;
  readonly asOf: Day;
  readonly agency: string;
  readonly scale: string;
  /** Own grades, the best first. */
  readonly grades: readonly string[];
  readonly words: readonly WordRow[];
  /** Graded here, and with no rating there that held on the day. */
  readonly unrated: number;
  /** Graded here, and there with a word that the version does not read. */
  readonly unread: number;
}

/** Holds the grades of a version and day against how a bureau rated the same customers as of that day. */
export async function externalAgreement(db: Db, { version, asOf, agency, scale: named }: Question): Promise<ExternalAgreement> {
  const { name, dimension, subject, grades, external } = version.ruleset;
  if (subject !== 'customer') throw problem('PORTFOLIO_JUDGE_SUBJECT', { name, subject });
  const { scale, words } = scaleOf(name, external, agency, named);
  const rows = await scoresOf(db, dimension, asOf, version.version);
  if (rows.length === 0) throw problem('PORTFOLIO_NOT_RATED', { dimension, asOf, name, digest: version.digest });
  const graded = rows.filter(({ grade }) => grade !== null);
  const others = await externalGrades(db, agency, scale, asOf);
  const counts = grades.map(() => words.map(() => 0));
  let [unrated, unread] = [0, 0];
  for (const { customerId, grade } of graded) {
    const word = others.get(customerId);
    const at = words.findIndex((each) => each.word === word);
    const row = counts[grade as number] as number[];
    if (word === undefined) unrated += 1;
    else if (at < 0) unread += 1;
    else row[at] = (row[at] as number) + 1;
  }
  if (unrated + unread === graded.length) throw problem('PORTFOLIO_EXTERNAL_NOBODY', { agency, scale, asOf });
  const names = grades.map(({ grade }) => grade);
  const found = agreement(
    counts,
    words.map(({ grade }) => names.indexOf(grade)),
  );
  const told = words.map(({ word, grade }, at): WordRow => ({ word, grade, counts: counts.map((row) => row[at] as number) }));
  return { ruleset: name, digest: version.digest, asOf, agency, scale, grades: names, words: told, unrated, unread, ...found };
}

function scaleOf(name: string, scales: readonly ExternalScale[], agency: string, named: string | null | undefined): ExternalScale {
  const ofAgency = scales.filter((each) => each.agency === agency);
  const [found, second] = ofAgency.filter(({ scale }) => named === null || named === undefined || scale === named);
  if (found && second) throw problem('PORTFOLIO_EXTERNAL_SEVERAL', { name, agency, known: ofAgency.map(({ scale }) => scale).join(', ') }, { path: 'scale' });
  if (found) return found;
  const known = scales.map((each) => `${each.agency} ${each.scale}`).join(', ');
  throw problem('PORTFOLIO_EXTERNAL_UNREAD', { name, asked: named ? `${agency} ${named}` : agency, known: known === '' ? '-' : known }, { path: 'agency' });
}
