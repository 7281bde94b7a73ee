import { type Language, languages } from '../base/text.ts';

/**
 * The language of ours that an `Accept-Language` header (RFC 9110) prefers: the greatest weight, then what stands first. A
 * language that is not named counts as `*`, every Chinese as zh; English when nothing of ours is wished. What is malformed
 * counts nothing.
 */
export function languageOf(header: string | null | undefined): Language {
  const wishes = (header ?? '').slice(0, 500).split(',').flatMap(wish);
  const weights = languages.map((language) => {
    const at = wishes.findIndex((each) => each.primary === language);
    const named = wishes.filter((each) => each.primary === language).map((each) => each.weight);
    const weight = named.length > 0 ? Math.max(...named) : (wishes.find((each) => each.primary === '*')?.weight ?? 0);
    return { language, weight, at: at < 0 ? wishes.length : at };
  });
  const [best] = weights.sort((a, b) => b.weight - a.weight || a.at - b.at);
  return best && best.weight > 0 ? best.language : 'en';
}

function wish(text: string): { primary: string; weight: number }[] {
  const [, primary, weight = '1'] = /^\s*(\*|[a-z]{1,8})(?:[-_][a-z0-9]+)*\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?))?\s*$/i.exec(text) ?? [];
  return primary === undefined || Number(weight) > 1 ? [] : [{ primary: primary.toLowerCase(), weight: Number(weight) }];
}
