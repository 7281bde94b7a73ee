import { limits } from '../base/limits.ts';
import { problem } from './errors.ts';

/** What a person says for what he does, without blanks around it; refused when it is nothing or too long. */
export function saidText(text: string): string {
  const said = text.trim();
  const most = limits.saidCharacters;
  if (said === '' || said.length > most) throw problem('CUSTOMER_TEXT_LENGTH', { actual: said.length, most }, { path: 'text' });
  return said;
}
