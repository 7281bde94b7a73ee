import type { Language } from '../../base/text.ts';
import { textOf } from '../../graphql/texts.ts';
import type { Found } from '../agreement/outcome.ts';

/** A fault as the graph shows it. */
export interface PublishedFault {
  readonly severity: string;
  readonly code: string;
  readonly path: string;
  readonly line: number | null;
  readonly message: string;
  readonly hint: string;
}

export function publishFault({ severity, code, path, params, line }: Found, language: Language): PublishedFault {
  return { severity, code, path, line: line ?? null, ...textOf(code, language, params) };
}
