import { limits } from '../base/limits.ts';
import { problem } from './errors.ts';

/** What a person says for what he does, without blanks around it. SHARING_WHY_MISSING, SHARING_WHY_LONG. */
export function saidOf(text: string, path = 'why'): string {
  const said = text.trim();
  const most = limits.approvalCommentCharacters;
  if (said === '') throw problem('SHARING_WHY_MISSING', {}, { path });
  if (said.length > most) throw problem('SHARING_WHY_LONG', { actual: said.length, most }, { path });
  return said;
}
