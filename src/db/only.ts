/** What stands for a list of columns in the text of a statement until all of it stands. */
interface Open {
  readonly from: string;
  readonly rows: string | null;
  readonly columns: readonly string[];
}

const mark = /\0([^\0]*)\0/g;

/**
 * A select list over an alias (`from`), of those of its columns that another alias (`rows`), under which the same rows stand
 * further out, is asked for; without that one, of those that the text names at all. A database role needs the right to every
 * column that a statement lists, read or not.
 */
export const only = (from: string, rows: string | null, columns: readonly string[]): string => `\0${JSON.stringify({ from, rows, columns } satisfies Open)}\0`;

/** The text of a statement, its select lists filled in. One may be asked for what only another names. */
export function narrowed(text: string): string {
  const open = [...text.matchAll(mark)].map(([, told]) => JSON.parse(told as string) as Open);
  if (open.length === 0) return text;
  for (let lists = open.map(() => ''); ; ) {
    let at = 0;
    const whole = text.replace(mark, () => lists[at++] as string);
    const named = namedIn(whole);
    const next = open.map(({ from, rows, columns }) =>
      listed(columns.filter((column) => named.has(rows === null ? column : `${rows}.${column}`)).map((column) => `${from}.${column}`)),
    );
    if (next.every((list, place) => list === lists[place])) return whole;
    lists = next;
  }
}

/** The words of a text, and those that name the column of an alias; not what stands in quotes, nor tables. */
function namedIn(text: string): Set<string> {
  const told = text.replace(/'[^']*'|\bassay\.\w+/g, ' ');
  return new Set([...(told.match(/\b[a-z]\w*\b/g) ?? []), ...(told.match(/\b\w+\.\w+\b/g) ?? [])]);
}

/** A list may not be empty: something may stand behind it. */
const listed = (columns: readonly string[]): string => columns.join(', ') || 'null as nothing';
