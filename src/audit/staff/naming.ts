import { Bounded } from '../../base/bounded.ts';
import { canonical } from '../../base/digest.ts';
import { limits } from '../../base/limits.ts';
import type { Root } from '../../graphql/selection.ts';
import { keyedHash } from '../chain/keyedhash.ts';
import type { Names } from './gathering.ts';
import { customerIn, textsIn } from './read.ts';

export interface Naming {
  /** Whom a read is about: the customers whose ids its root fields take, or what those are asked where they take none; and the customers that are shown. */
  names(roots: readonly Root[], variables: Readonly<Record<string, unknown>>, shown: readonly string[]): Names;
  /** What the audit knows a customer by, whichever of its ids this is. */
  hash(id: string): string;
}

export function naming(ring: readonly Uint8Array[]): Naming {
  const [known, hashes] = [new Bounded<string, string>(limits.staffNamesRemembered), new Bounded<string, string>(limits.staffNamesRemembered)];
  const customerOf = (id: string): string | undefined => {
    const found = known.get(id);
    if (found !== undefined) return found;
    const customer = customerIn(id);
    if (customer !== undefined) known.set(id, customer);
    return customer;
  };
  return {
    names: (roots, variables, shown) => {
      const [customers, asked] = [[] as string[], [] as string[]];
      for (const { name, said, variables: taken } of roots) {
        const texts = textsIn([...said, ...taken.map((each) => variables[each])], limits.staffTexts);
        if (texts.length === 0) continue;
        const named = texts.flatMap((text) => customerOf(text) ?? []);
        if (named.length > 0) customers.push(...named);
        else asked.push(keyedHash(ring, 'asked', canonical([name, ...texts])));
      }
      return { customers: customers.length > 0 ? [...customers, ...shown] : shown, asked };
    },
    hash: (id) => {
      const found = hashes.get(id);
      if (found !== undefined) return found;
      const hash = keyedHash(ring, 'customer', (id.startsWith('cus_') && customerOf(id)) || id);
      hashes.set(id, hash);
      return hash;
    },
  };
}
