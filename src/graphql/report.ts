import { randomUUID } from 'node:crypto';
import { GraphQLError, type GraphQLFormattedError, Lexer, Source, TokenKind } from 'graphql';
import { limits } from '../base/limits.ts';
import { Problem } from '../base/problem.ts';
import type { Language } from '../base/text.ts';
import { databaseProblem } from '../db/failure.ts';
import type { Context } from './context.ts';
import { problem } from './errors.ts';
import { foreign } from './foreign.ts';
import { isAway } from './status.ts';
import { render } from './texts.ts';

/** Where the inside of a failure goes: an incident id and an allow-listed shape, never variables or rows. */
export interface Log {
  error(entry: object, message: string): void;
  warn(entry: object, message: string): void;
}

/** What Postgres says to a NUL in a text, and in JSON. */
const unstorable = new Set(['22021', '22P05']);
const answers = new WeakMap<object, GraphQLFormattedError>();

/** Puts errors into words in the language asked for, and logs what people must not see. */
export function answerErrors(errors: readonly GraphQLError[], context: Context, source: string | undefined, log: Log): void {
  for (const error of errors) {
    const found = problemOf(error, source);
    const own = found ? { ...error.toJSON(), ...worded(found, context.language, log) } : foreign(error.toJSON(), context.language);
    answers.set(error, own);
  }
}

/** Whether an answer with these errors is one of a server that cannot answer now. */
export const isUnavailable = (errors: readonly GraphQLError[] = []): boolean =>
  errors.some((error) => isAway(String(answers.get(error)?.extensions?.['code'])));

/** Apollo's last word on an error: ours where it was put into words, GraphQL's own otherwise. */
export const format = (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError =>
  ((error as object) && answers.get(error as object)) || formatted;

/** The message and extensions of a problem, as an error of the graph carries them. */
export function worded(found: Problem, language: Language, log: Log): { message: string; extensions: Record<string, unknown> } {
  const { code, message, hint, path } = render(found, language);
  if (found.internal !== undefined && isAway(code) && !code.startsWith('ACCESS_')) log.warn({ code, internal: found.internal }, 'the database did not answer');
  if (code === 'INTERNAL') log.error({ incident: found.params['incident'], ...inside(found.cause) }, 'an unexpected failure');
  return { message, extensions: { code, hint, ...(path === undefined ? {} : { path }) } };
}

/** What an error stands for; nothing when it is GraphQL's own (syntax, validation, variables). */
function problemOf(error: GraphQLError, source: string | undefined): Problem | undefined {
  const { originalError } = error;
  if (originalError && !(originalError instanceof GraphQLError)) return problemFrom(originalError);
  if (!error.message.includes('Parsing aborted.')) return undefined;
  return problem('GRAPH_TOKENS', { actual: tokens(source ?? ''), limit: limits.documentTokens });
}

/** A Problem as it is; a failure of the database as its problem; anything else INTERNAL under a new incident id. */
export function problemFrom(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (unstorable.has(String(code))) return problem('GRAPH_CHARACTER');
  if (code === '57014') return problem('GRAPH_TIME', { seconds: limits.statementSeconds }, { internal: 'statement timeout' });
  const found = databaseProblem(error, 'Assay');
  // What a database refuses it refuses to the program, not to the caller, and its reason quotes the inside.
  return found && isAway(found.code) ? found : problem('INTERNAL', { incident: randomUUID() }, { cause: error });
}

/** A failure without what it was about: a database's detail, query and message can quote personal data. */
export function inside(error: unknown): object {
  if (!(error instanceof Error)) return { thrown: typeof error };
  const { code, routine, table_name: table, constraint_name: constraint } = error as unknown as Record<string, unknown>;
  const frames = error.stack
    ?.split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, 20);
  return { name: error.name, ...(code === undefined ? { message: error.message } : { code, routine, table, constraint }), frames };
}

function tokens(source: string): number {
  const lexer = new Lexer(new Source(source));
  let count = 0;
  try {
    while (lexer.advance().kind !== TokenKind.EOF) count += 1;
  } catch {
    return count;
  }
  return count;
}
