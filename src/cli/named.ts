import { digest as digestOf } from '../base/digest.ts';
import type { Db } from '../db/client.ts';
import type { Fault } from '../rating/check/fault.ts';
import type { Outcome } from '../rating/release/outcome.ts';
import { lookup } from '../rating/version/lookup.ts';
import type { Text } from '../rating/version/read.ts';
import { isFile, lines, readText, refused, tellable } from './document.ts';

/** A ruleset as the command line is told which: a file, or a stored version. */
export interface Named {
  /** As it was written. */
  readonly given: string;
  readonly digest: string;
  readonly document: unknown;
  /** Of a file. */
  readonly text?: Text;
}

/** The ruleset of a file, or the stored version of a name, digest or name@digest. */
export async function named(db: Db, given: string): Promise<Named> {
  if (!(await isFile(given))) {
    const { digest, document } = await lookup(db, given);
    return { given, digest, document };
  }
  const text = await readText(given);
  return { given, digest: digestOf(text.document), document: text.document, text };
}

/** Neither a file nor a digest: it means another version as soon as one of that name is kept. */
export const isNameAlone = ({ given, document, text }: Named): boolean =>
  text === undefined && given.replace(/@$/, '') === (document as { name?: unknown }).name;

/** What was found in it, as data and as lines. */
export function told({ given, text }: Named, faults: readonly Fault[]): { faults: object[]; lines: string[] } {
  const nowhere: Text = { document: undefined, lineOf: () => 1 };
  const found = faults.map((fault) => tellable(fault, text ?? nowhere));
  return { faults: found, lines: found.flatMap((fault) => lines(given, fault)) };
}

/** Tells what was found on stderr, and where something was refused for it, fails. */
export function settled(named: Named, { refused: isRefused, faults }: Outcome): object[] {
  const found = told(named, faults);
  process.stderr.write(found.lines.map((line) => `${line}\n`).join(''));
  if (isRefused) throw refused(faults);
  return found.faults;
}
