import { fileOf } from './entry.ts';
import type { Mapping } from './mapping.ts';
import type { Given } from './report.ts';

/**
 * Files given together, by what is loaded as one: full extracts that give the same kind of fact are parts of one extract,
 * every other file stands alone. A group stands where its first file does.
 */
export function partsOf(mapping: Mapping, files: readonly Given[]): Given[][] {
  const groups: { parts: Given[]; facts: Set<string> }[] = [];
  for (const file of files) {
    const facts = factsOf(mapping, file);
    const joined = facts.size === 0 ? undefined : groups.find((group) => [...facts].some((fact) => group.facts.has(fact)));
    if (joined) {
      joined.parts.push(file);
      for (const fact of facts) joined.facts.add(fact);
    } else groups.push({ parts: [file], facts });
  }
  return groups.map(({ parts }) => parts);
}

/** The kinds of fact of a full extract; none for any other file. */
function factsOf(mapping: Mapping, { name: given }: Given): Set<string> {
  const names = Object.keys(mapping.files);
  const name = given ?? (names.length === 1 ? names[0] : undefined);
  if (name === undefined || mapping.files[name]?.extract !== 'full') return new Set();
  return new Set(mapping.rows.filter((entry) => fileOf(mapping, entry) === name).map(({ fact }) => fact));
}
