import type { GraphQLFormattedError } from 'graphql';
import type { Language } from '../base/text.ts';
import { chinese } from './chinese.ts';
import { textOf, texts } from './texts.ts';

/** An error of GraphQL's own, or of its server, in the caller's language and with the way out; one of ours as it is. */
export function foreign(error: GraphQLFormattedError, language: Language): GraphQLFormattedError {
  const code = String(error.extensions?.['code']);
  if (error.extensions?.['hint'] !== undefined || !texts().en.has(code)) return error;
  const said = error.message.trimEnd();
  const { message, hint } = textOf(code, language, { said: language === 'zh' ? chinese(said) : said });
  return { ...error, message, extensions: { code, hint } };
}

/** The same for a whole answer: some refusals are made before anybody knows for whom. */
export function foreignAnswer(text: string, language: Language): string {
  const answer = JSON.parse(text) as { errors?: GraphQLFormattedError[] };
  return JSON.stringify({ ...answer, errors: answer.errors?.map((error) => foreign(error, language)) });
}
