import type { Language } from '../../base/text.ts';
import { textOf } from '../../graphql/texts.ts';
import type { Fault } from './fault.ts';

/** A fault as the graph shows it. */
export interface PublishedFault {
  readonly severity: Fault['severity'];
  readonly code: string;
  readonly path: string;
  /** From 1; null where there is no text. */
  readonly line: number | null;
  readonly message: string;
  readonly hint: string;
}

export const publishFault = ({ severity, code, path, params }: Fault, line: number | null, language: Language): PublishedFault => ({
  severity,
  code,
  path,
  line,
  ...textOf(code, language, params),
});
