import type { Lines, Parser } from './reader.ts';

/** Gives every row one more column: the number of the line it starts on. */
export function numberedParser(inner: Parser, column: string): Parser {
  const numbered = ({ rows, lines, rejects }: Lines): Lines => ({ rows: rows.map((cells, at) => [...cells, String(lines[at])]), lines, rejects });
  return {
    header: () => {
      const names = inner.header();
      return names && [...names, column];
    },
    columns: inner.columns,
    take: (text) => numbered(inner.take(text)),
    end: () => numbered(inner.end()),
  };
}
