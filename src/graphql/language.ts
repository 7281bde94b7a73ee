import { type Language, languages } from '../base/text.ts';

/** The language an `Accept-Language` header prefers among ours; English when it names none. */
export function languageOf(header: string | null | undefined): Language {
  const wishes = (header ?? '')
    .slice(0, 200)
    .split(',')
    .map((wish) => {
      const [tag = '', weight] = wish.split(';q=');
      return { primary: tag.trim().toLowerCase().split('-')[0] ?? '', weight: weight === undefined ? 1 : Number(weight) || 0 };
    });
  const best = wishes
    .filter((wish) => wish.weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .find((wish) => (languages as readonly string[]).includes(wish.primary));
  return (best?.primary as Language | undefined) ?? 'en';
}
