import { isCollection, isMap, isPair, isScalar, type Node, type Pair, parseDocument, type Scalar, stringify, visit, type YAMLMap, type YAMLSeq } from 'yaml';
import { digest } from '../../base/digest.ts';
import { read } from '../version/read.ts';
import type { Weights } from './weights.ts';

/** A stretch of text and what comes in its place. */
interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** The text of a YAML (or JSON) document with the weights that were found, all else and its comments as its author wrote them. */
export function write(text: string, document: unknown): string {
  const lines = text.endsWith('\n') ? text : `${text}\n`;
  const written = text.trimStart().startsWith('{') ? `${JSON.stringify(document, null, 2)}\n` : edited(lines, document as { cards: { weights?: Weights }[] });
  if (digest(read(written).document) !== digest(document)) throw new RangeError('the weights could not be written into the text');
  return written;
}

function edited(text: string, { cards }: { cards: { weights?: Weights }[] }): string {
  const parsed = parseDocument(text, { schema: 'core' });
  const edits = cards.flatMap(({ weights }, at) => {
    const node = parsed.getIn(['cards', at, 'weights'], true);
    if (weights === undefined || !isMap(node)) return [];
    return node.flow ? [inFlow(node, weights)] : [...days(node, weights), ...inBlock(text, node, weights)];
  });
  return edits.toSorted((a, b) => b.from - a.from || b.to - a.to).reduce((left, { from, to, text: put }) => left.slice(0, from) + put + left.slice(to), text);
}

/** One written between braces is written anew. */
function inFlow(node: YAMLMap, weights: Weights): Edit {
  const [from, to] = node.range as [number, number, number];
  return { from, to, text: laid(weights, () => true) };
}

/** The days of entropies where they are other ones now. */
function days(node: YAMLMap, { entropy, mix }: Weights): Edit[] {
  const asked = [
    { way: { entropy }, path: ['entropy', 'asOf'] },
    ...(mix ?? []).map((part, at) => ({ way: part.weights, path: ['mix', at, 'weights', 'entropy', 'asOf'] })),
  ];
  return asked.flatMap(({ way, path }) => {
    const day = node.getIn(path, true);
    if (!isScalar(day) || way.entropy === undefined || day.value === way.entropy.asOf) return [];
    return [{ from: startOf(day), to: endOf(day), text: way.entropy.asOf }];
  });
}

/** What was found before goes, with its comments; what is found now comes last. */
function inBlock(text: string, node: YAMLMap, { result, found }: Weights): Edit[] {
  const pairs = node.items as Pair<Scalar, Node>[];
  const column = columnOf(text, startOf((pairs[0] as Pair<Scalar, Node>).key));
  const old = pairs.filter(({ key }) => key.value === 'result' || key.value === 'found');
  const gone = old.map(({ key, value }) => ({ from: startOf(key) - columnOf(text, startOf(key)), to: lineAfter(text, endOf(value ?? key)), text: '' }));
  const at = lineAfter(text, endOf(node));
  const isInner = ({ items }: YAMLMap | YAMLSeq): boolean => items.every((item) => !isCollection(isPair(item) ? item.value : item));
  const added = { ...(result ? { result } : {}), ...(found ? { found } : {}) };
  if (Object.keys(added).length === 0) return gone;
  const lines = laid(added, isInner)
    .split('\n')
    .map((line) => `${' '.repeat(column)}${line}\n`);
  return [...gone, { from: at, to: at, text: lines.join('') }];
}

/** A map as text, such parts of it on one line each. */
function laid(value: object, isOneLine: (part: YAMLMap | YAMLSeq) => boolean): string {
  // What two parts of a mix share is written twice: a document with aliases is refused.
  const parsed = parseDocument(stringify(value, { aliasDuplicateObjects: false }), { schema: 'core' });
  visit(parsed, {
    Collection: (_, part) => {
      part.flow = isOneLine(part);
    },
  });
  return parsed.toString({ lineWidth: 0 }).trimEnd();
}

const startOf = ({ range }: Node): number => range?.[0] ?? 0;
const endOf = ({ range }: Node): number => range?.[1] ?? 0;
const columnOf = (text: string, at: number): number => at - (text.lastIndexOf('\n', at - 1) + 1);

/** Where the line after this place begins; a place at the beginning of a line is that already. */
function lineAfter(text: string, at: number): number {
  if (text[at - 1] === '\n') return at;
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
}
