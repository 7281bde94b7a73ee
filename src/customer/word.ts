/** Characters of scripts that set no blanks between words (Chinese, Japanese, Korean), as inside the brackets of a regular expression. */
const unspaced =
  '\\u2e80-\\u2fdf\\u3005-\\u3007\\u3021-\\u302f\\u3038-\\u303b\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\ua960-\\ua97f\\uac00-\\ud7ff\\uf900-\\ufaff';

/** The same as a regular expression of Postgres. */
export const unspacedPattern = `[${unspaced}\\U00020000-\\U0003ffff]`;

const run = new RegExp(`[${unspaced}\\u{20000}-\\u{3ffff}]+|[^ ${unspaced}\\u{20000}-\\u{3ffff}]+`, 'gu');
const only = new RegExp(`^[${unspaced}\\u{20000}-\\u{3ffff}]`, 'u');

/** The words of a folded text (`nameKey`), each once, the longest first: they end at blanks and where the script changes. */
export const wordsOf = (key: string): string[] => [...new Set(key.match(run) ?? [])].sort((a, b) => b.length - a.length);

/** A word of a script without blanks: any character of it may begin a word. */
export const isUnspaced = (word: string): boolean => only.test(word);
