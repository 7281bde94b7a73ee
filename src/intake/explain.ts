import type { Params } from '../base/problem.ts';
import type { Language } from '../base/text.ts';
import { textOf } from '../graphql/texts.ts';

/** What is wrong and how to mend it, as one sentence or two. */
export function explain({ code, params }: { readonly code: string; readonly params: Params }, language: Language): string {
  const { message, hint } = textOf(code, language, params);
  return [message, hint].filter(Boolean).join(language === 'zh' ? '' : ' ');
}
