import { readFile, stat } from 'node:fs/promises';
import { limits } from '../base/limits.ts';
import { textOf } from '../graphql/texts.ts';
import type { Fault } from '../rating/check/fault.ts';
import { problem } from '../rating/errors.ts';
import { read, type Text } from '../rating/version/read.ts';
import { language } from '../server/config.ts';

/** A fault as the command line tells it: in the reader's language, with its line in the file. */
export interface Told {
  readonly severity: Fault['severity'];
  readonly code: string;
  readonly path: string;
  readonly line: number;
  readonly message: string;
  readonly hint: string;
}

export const tellable = ({ severity, code, path, params }: Fault, text: Text): Told => ({
  severity,
  code,
  path,
  line: text.lineOf(path),
  ...textOf(code, language(), params),
});

export const lines = (file: string, { severity, path, line, message, hint }: Told): string[] => [
  `${severity}: ${file}:${line}${path && ` ${path}`}: ${message}`,
  `       ${hint}`,
];

export const refused = (faults: readonly Fault[]): Error =>
  problem('RATING_RULESET_REFUSED', { errors: faults.filter(({ severity }) => severity === 'error').length });

export const isFile = async (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );

/** The text of a ruleset file. RATING_FILE_UNREADABLE, RATING_DOCUMENT_SIZE. */
export async function readSource(file: string): Promise<string> {
  const unreadable = (cause: unknown): Error =>
    problem('RATING_FILE_UNREADABLE', { file, reason: cause instanceof Error ? cause.message : String(cause) }, { cause });
  const { size } = await stat(file).catch((cause: unknown) => {
    throw unreadable(cause);
  });
  if (size > limits.ruleBytes) throw problem('RATING_DOCUMENT_SIZE', { bytes: size, most: limits.ruleBytes });
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw unreadable(cause);
  });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw cause instanceof TypeError ? unreadable(cause) : cause;
  }
}

/** A ruleset file, read. */
export const readText = async (file: string): Promise<Text> => read(await readSource(file));
