import { isCollection, isMap, isPair, isScalar, LineCounter, type Node, parseDocument, type Scalar } from 'yaml';
import { limits } from '../../base/limits.ts';
import { problem } from '../errors.ts';

/** A document read from YAML or JSON text, and on which line of the text each part stands. */
export interface Text {
  readonly document: unknown;
  /** Line (from 1) of a path such as `cards[0].bins[1].points`, or of the nearest part around it. */
  readonly lineOf: (path: string) => number;
}

/**
 * Reads one YAML (or JSON) document of at most `limits.ruleBytes`. Doubled keys, aliases and anything that is not plain
 * data are refused with the line (RATING_DOCUMENT_SIZE, RATING_DOCUMENT_FORM, RATING_KEY_TWICE).
 */
export function read(text: string): Text {
  const bytes = Buffer.byteLength(text);
  if (bytes > limits.ruleBytes) throw problem('RATING_DOCUMENT_SIZE', { bytes, most: limits.ruleBytes });
  const lines = new LineCounter();
  const parsed = parseDocument(text, { lineCounter: lines, uniqueKeys: false, schema: 'core', prettyErrors: false, customTags: [] });
  const [fault] = [...parsed.errors, ...parsed.warnings];
  if (fault) throw problem('RATING_DOCUMENT_FORM', { line: lines.linePos(fault.pos[0]).line, fault: fault.message });
  const twice = doubled(parsed.contents);
  if (twice) throw problem('RATING_KEY_TWICE', { line: lines.linePos(twice.range?.[0] ?? 0).line, key: String(twice.value) });
  return { document: plain(() => parsed.toJS({ maxAliasCount: 0 })), lineOf: (path) => lines.linePos(offsetOf(parsed.contents, path)).line };
}

function plain(make: () => unknown): unknown {
  try {
    return make();
  } catch (cause) {
    throw problem('RATING_DOCUMENT_FORM', { line: 1, fault: cause instanceof Error ? cause.message : String(cause) }, { cause });
  }
}

/** The first key that a map has twice. (The parser's own test of it is quadratic in the keys.) */
function doubled(node: unknown): Scalar | undefined {
  if (!isCollection(node)) return undefined;
  const keys = new Set<string>();
  for (const item of node.items) {
    const key = isPair(item) && isMap(node) && isScalar(item.key) ? item.key : undefined;
    if (key !== undefined && keys.has(String(key.value))) return key;
    if (key !== undefined) keys.add(String(key.value));
    const below = doubled(isPair(item) ? item.value : item);
    if (below) return below;
  }
  return undefined;
}

/** Where the deepest part on the way of `path` begins: the key of a pair, the item of a list. */
function offsetOf(root: Node | null, path: string): number {
  let node: unknown = root;
  let offset = root?.range?.[0] ?? 0;
  for (const step of path.match(/[^.[\]]+/g) ?? []) {
    if (!isCollection(node)) break;
    const item: unknown = node.items.find((each, at) => (isPair(each) ? String(isScalar(each.key) ? each.key.value : each.key) === step : String(at) === step));
    if (item === undefined) break;
    const place = (isPair(item) ? item.key : item) as Node | null;
    offset = place?.range?.[0] ?? offset;
    node = isPair(item) ? item.value : item;
  }
  return offset;
}
