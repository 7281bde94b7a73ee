import { Bounded } from '../../base/bounded.ts';
import { canonical } from '../../base/digest.ts';
import { limits } from '../../base/limits.ts';
import type { Root } from '../../graphql/selection.ts';
import { keyedHash } from '../chain/keyedhash.ts';
import type { Names } from './gathering.ts';
import { customerIn, textsIn } from './read.ts';

const nobody: Names = { customers: [], asked: [] };

/** Names by keyed hashes whom root fields are asked about: the customers whose ids they take, or what they are asked where they take none. */
export function naming(ring: readonly Uint8Array[]): (roots: readonly Root[], variables: Readonly<Record<string, unknown>>) => Names {
  const known = new Bounded<string, string>(limits.staffNamesRemembered);
  const hashOf = (id: string): string | undefined => {
    const found = known.get(id);
    if (found !== undefined) return found;
    const customer = customerIn(id);
    if (customer === undefined) return undefined;
    const hash = keyedHash(ring, 'customer', customer);
    known.set(id, hash);
    return hash;
  };
  return (roots, variables) => {
    let names: { customers: string[]; asked: string[] } | undefined;
    for (const { name, said, variables: taken } of roots) {
      const texts = textsIn([...said, ...taken.map((each) => variables[each])], limits.staffTexts);
      if (texts.length === 0) continue;
      const customers = texts.flatMap((text) => hashOf(text) ?? []);
      names ??= { customers: [], asked: [] };
      if (customers.length > 0) names.customers.push(...customers);
      else names.asked.push(keyedHash(ring, 'asked', canonical([name, ...texts])));
    }
    return names ?? nobody;
  };
}
