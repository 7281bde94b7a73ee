import type { Instant } from '../../base/time.ts';

/** What reads have in common that one entry is made of: who reads, for what, which fields by which root fields. */
export interface Kind {
  readonly who: string;
  readonly role: string;
  readonly purpose: string;
  readonly roots: readonly string[];
  /** Digest of the fields. */
  readonly fields: string;
}

/** Whom a read is about: keyed hashes of the customers that its arguments name, and of arguments that name none. */
export interface Names {
  readonly customers: readonly string[];
  readonly asked: readonly string[];
}

/** Reads of one kind. */
export interface Group {
  readonly kind: Kind;
  readonly list: readonly string[];
  readonly from: Instant;
  until: Instant;
  times: number;
  readonly customers: Set<string>;
  readonly asked: Set<string>;
}

/** The body of the entry that is made of a group. */
export const bodyOf = ({ kind, from, until, times, customers, asked }: Group): Readonly<Record<string, unknown>> => ({
  kind: 'read',
  ...kind,
  from,
  until,
  times,
  ...(customers.size > 0 && { customers: [...customers] }),
  ...(asked.size > 0 && { asked: [...asked] }),
});

export interface Gathering {
  add(kind: Kind, list: readonly string[], names: Names, at: Instant): void;
  /** A group that could not be written is taken again. */
  back(group: Group): void;
  /** All that was gathered since. */
  take(): Group[];
}

/** Puts reads together by their kinds; a group that names `most` is full. */
export function gathering(most: number): Gathering {
  let [open, full] = [new Map<string, Group>(), [] as Group[]];
  return {
    add: (kind, list, { customers, asked }, at) => {
      const name = `${kind.who}\n${kind.role}\n${kind.purpose}\n${kind.fields}\n${kind.roots.join()}`;
      const group: Group = open.get(name) ?? { kind, list, from: at, until: at, times: 0, customers: new Set(), asked: new Set() };
      group.times += 1;
      group.until = at;
      for (const each of customers) group.customers.add(each);
      for (const each of asked) group.asked.add(each);
      if (group.customers.size + group.asked.size < most) return void open.set(name, group);
      open.delete(name);
      full.push(group);
    },
    back: (group) => void full.push(group),
    take: () => {
      const taken = [...full, ...open.values()];
      [open, full] = [new Map(), []];
      return taken;
    },
  };
}
