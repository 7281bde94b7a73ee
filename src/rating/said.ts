import { limits } from '../base/limits.ts';
import { problem } from './errors.ts';

/** What a person wrote, without blanks around it; RATING_SAID_LENGTH when it says nothing or too much. `what` is its place in the input. */
export function said(what: string, given: string): string {
  const text = given.trim();
  const most = limits.approvalCommentCharacters;
  if (text === '' || text.length > most) throw problem('RATING_SAID_LENGTH', { what, actual: text.length, most }, { path: what });
  return text;
}
