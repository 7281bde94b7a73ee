import { type Consistency, type Found, type FoundMatrix, resultOf, type Weights, waysOf } from './weights.ts';

/** A table for people: its heading, rows of which the first is the head, and which columns are numbers. */
export interface Told {
  readonly title: string;
  readonly rows: readonly (readonly string[])[];
  readonly right: readonly number[];
}

const decimals = 6;
const shown = (number: number): string => number.toFixed(decimals);

/** The weights of a card as tables: what each characteristic counts, then what that was found from. */
export function weightTables(weights: Weights): Told[] {
  const result = resultOf(weights);
  const way = waysOf(weights).join(', ');
  if (result === undefined) return [{ title: `weights by ${way}: still to be found`, rows: [], right: [] }];
  return [weightTable(`weights by ${way}`, result), ...foundTables(weights.found ?? {}), ...partTables(weights)];
}

const weightTable = (title: string, result: Readonly<Record<string, number>>): Told => ({
  title,
  rows: [['indicator', 'weight'], ...Object.entries(result).map(([name, weight]) => [name, shown(weight)])],
  right: [1],
});

const partTables = ({ mix, found }: Weights): Told[] =>
  (found?.parts ?? []).flatMap((part, at) => {
    const own = mix?.[at];
    return [weightTable(`part ${at + 1}: share ${own?.share}, by ${waysOf(own?.weights ?? {}).join(', ')}`, part.result), ...foundTables(part.found ?? {})];
  });

function foundTables({ randomIndex, matrices, entropy }: Found): Told[] {
  const tables: Told[] = [];
  if (matrices) {
    const rows = matrices.flatMap(({ of = top, weights }) => Object.entries(weights).map(([name, weight]) => [of, name, shown(weight)]));
    if (matrices.length > 1) tables.push({ title: 'levels', rows: [['level', 'compared', 'weight'], ...rows], right: [2] });
    const title = `consistency (random index ${(randomIndex ?? []).join(', ')})`;
    tables.push({ title, rows: [['level', 'judged by', 'lambda', 'CI', 'CR'], ...matrices.flatMap(consistencyRows)], right: [2, 3, 4] });
  }
  if (entropy) {
    const { asOf, knownAt, count, indicators } = entropy;
    const rows = Object.entries(indicators).map(([name, each]) => [name, String(each.count), shown(each.entropy)]);
    tables.push({
      title: `entropy as of ${asOf}, known at ${knownAt}, ${count} rated`,
      rows: [['indicator', 'with a number', 'entropy'], ...rows],
      right: [1, 2],
    });
  }
  return tables;
}

/** The level that nothing stands above. */
const top = '-';

const consistencyRows = ({ of = top, experts, ...all }: FoundMatrix): string[][] => [
  [of, experts ? 'all together' : '', ...figures(all)],
  ...Object.entries(experts ?? {}).map(([expert, each]) => [of, expert, ...figures(each)]),
];

const figures = ({ lambda, ci, cr }: Consistency): string[] => [lambda, ci, cr].map(shown);
