import { limits } from '../../base/limits.ts';

/** What a walk over one JSON object meets, by path (`address.city`). */
export interface Visit {
  /** Nothing for null; a number as it is written, true and false as words. */
  value(path: string, text: string | undefined): void;
  /** An object or an array, where a value could stand. */
  nested(path: string, kind: 'object' | 'array'): void;
}

/** Where a text stops being one JSON object (counted from 1), or that it is nested too deeply. */
export interface JsonFault {
  readonly at: number;
  readonly deep: boolean;
}

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const words: Readonly<Record<string, string | undefined>> = { t: 'true', f: 'false', n: 'null' };

/**
 * Walks one JSON object without making numbers of its numbers: 12.10 stays 12.10, and twenty digits stay twenty digits.
 * What stands in arrays is checked, not told.
 */
export function walk(text: string, visit: Visit): JsonFault | undefined {
  const scan: Scan = { text, at: 0, visit };
  try {
    blanks(scan);
    if (scan.text.charCodeAt(scan.at) !== brace) fail(scan);
    object(scan, '', 1, true);
    blanks(scan);
    if (scan.at < text.length) fail(scan);
    return undefined;
  } catch (error) {
    if (error instanceof Stop) return { at: scan.at + 1, deep: error.deep };
    throw error;
  }
}

interface Scan {
  readonly text: string;
  at: number;
  readonly visit: Visit;
}

class Stop extends Error {
  readonly deep: boolean;
  constructor(deep: boolean) {
    super('no JSON');
    this.deep = deep;
  }
}

function fail(_: Scan, deep = false): never {
  throw new Stop(deep);
}

const [quote, comma, colon, bracket, brace, backslash] = [0x22, 0x2c, 0x3a, 0x5b, 0x7b, 0x5c];

function blanks(scan: Scan): void {
  for (;;) {
    const code = scan.text.charCodeAt(scan.at);
    if (code !== 0x20 && code !== 0x09 && code !== 0x0d && code !== 0x0a) return;
    scan.at += 1;
  }
}

function mark(scan: Scan, code: number): void {
  if (scan.text.charCodeAt(scan.at) !== code) fail(scan);
  scan.at += 1;
}

/** Members up to the closing brace; `told` is false within arrays. */
function object(scan: Scan, prefix: string, depth: number, told: boolean): void {
  if (depth > limits.documentDepth) fail(scan, true);
  mark(scan, brace);
  blanks(scan);
  if (scan.text[scan.at] === '}') {
    scan.at += 1;
    return;
  }
  for (;;) {
    const key = string(scan);
    blanks(scan);
    mark(scan, colon);
    blanks(scan);
    member(scan, told && prefix !== '' ? `${prefix}.${key}` : key, depth, told);
    blanks(scan);
    if (scan.text[scan.at] === '}') break;
    mark(scan, comma);
    blanks(scan);
  }
  scan.at += 1;
}

function array(scan: Scan, depth: number): void {
  if (depth > limits.documentDepth) fail(scan, true);
  mark(scan, bracket);
  blanks(scan);
  if (scan.text[scan.at] !== ']') {
    for (;;) {
      member(scan, '', depth, false);
      blanks(scan);
      if (scan.text[scan.at] === ']') break;
      mark(scan, comma);
      blanks(scan);
    }
  }
  scan.at += 1;
}

function member(scan: Scan, path: string, depth: number, told: boolean): void {
  const code = scan.text.charCodeAt(scan.at);
  if (code === brace) {
    if (told) scan.visit.nested(path, 'object');
    object(scan, path, depth + 1, told);
  } else if (code === bracket) {
    if (told) scan.visit.nested(path, 'array');
    array(scan, depth + 1);
  } else {
    const text = code === quote ? string(scan) : plain(scan);
    if (told) scan.visit.value(path, text);
  }
}

function plain(scan: Scan): string | undefined {
  const word = words[scan.text[scan.at] ?? ''];
  if (word !== undefined && scan.text.startsWith(word, scan.at)) {
    scan.at += word.length;
    return word === 'null' ? undefined : word;
  }
  number.lastIndex = scan.at;
  const found = number.exec(scan.text)?.[0];
  if (found === undefined) return fail(scan);
  scan.at += found.length;
  return found;
}

function string(scan: Scan): string {
  mark(scan, quote);
  const start = scan.at;
  let escaped = false;
  for (;;) {
    const code = scan.text.charCodeAt(scan.at);
    if (code === quote) break;
    // Past the end the code is NaN, which is not at least 0x20 either.
    if (!(code >= 0x20)) fail(scan);
    if (code === backslash) {
      escaped = true;
      scan.at += 1;
    }
    scan.at += 1;
  }
  const end = scan.at;
  scan.at += 1;
  return escaped ? unescaped(scan, start, end) : scan.text.slice(start, end);
}

function unescaped(scan: Scan, start: number, end: number): string {
  try {
    return JSON.parse(scan.text.slice(start - 1, end + 1)) as string;
  } catch {
    scan.at = start - 1;
    return fail(scan);
  }
}
