/**
 * What search compares of a name or an address: compatibility forms unified (NFKC), case folded, punctuation away,
 * blanks single, and none between Chinese, Japanese or Korean characters, where people set them as they please.
 */
export function nameKey(text: string): string {
  return fold(text)
    .replace(/['’‘ʼ`´.·・‧•]/g, '')
    .replace(/[\p{P}\p{S}\p{C}\s]+/gu, ' ')
    .replace(/(?<=[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]) (?=[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}])/gu, '')
    .trim();
}

/** By way of upper case, so that ß meets SS; capital ẞ by way of ß; the final sigma is a sigma. */
const fold = (text: string): string => text.normalize('NFKC').toLowerCase().toUpperCase().toLowerCase().replaceAll('ς', 'σ').normalize('NFKC');
