import { type Fact, snake } from '../base/fact.ts';
import { limits } from '../base/limits.ts';
import { accountSample, accountsAfter } from '../consumption/upkeep/store.ts';
import { customersUnworded } from '../customer/directory/store.ts';
import { nameKey } from '../customer/name.ts';
import { sealer } from '../customer/sealer.ts';
import { nameSample, sealedSample } from '../customer/upkeep/store.ts';
import type { Sql } from '../db/client.ts';
import { claimFacts } from '../db/facts.ts';
import { orphans, type Tie } from '../db/orphan.ts';
import { type Differing, recompute } from '../payment/upkeep/store.ts';
import { vocabulary } from '../rating/vocabulary.ts';
import type { Keys } from '../server/keys.ts';
import { problem } from './errors.ts';
import { type Finding, fault, warning } from './finding.ts';

type Told = (message: string) => void;

const home = ['customer_id', 'account_id'];
const tie = (table: string, columns: readonly string[], to: string, toColumns = columns): Tie => ({ table, columns, to, toColumns });

/** What hangs on what among records, customers and directories: an import again leaves alone what it finds unchanged. */
const records: readonly Tie[] = [
  tie('customer', ['customer_id'], 'source_record'),
  tie('source_record', ['customer_id', 'record_id'], 'record_directory'),
  tie('record_directory', ['customer_id', 'record_id'], 'source_record'),
  { ...tie('source_record', ['customer_id', 'record_id'], 'link'), toWhere: 't.until is null' },
  { ...tie('link', ['customer_id', 'record_id'], 'source_record'), where: 'f.until is null' },
  tie('source_record', ['customer_id'], 'customer'),
  tie('identifier', ['customer_id', 'record_id'], 'source_record'),
  tie('identifier', ['kind', 'hash', 'customer_id'], 'identifier_directory'),
  tie('identifier_directory', ['kind', 'hash', 'customer_id'], 'identifier'),
  tie('name_directory', ['customer_id'], 'customer'),
  tie('account', home, 'account_directory'),
];

/** What else hangs on what beside the facts. */
const others: readonly Tie[] = [
  tie('account_directory', home, 'account'),
  tie('bill_cover', [...home, 'key'], 'bill'),
  tie('account_cover', home, 'account'),
  tie('rating', ['customer_id'], 'customer'),
  tie('line', ['customer_id'], 'customer'),
];

/** A fact's owner, and whatever its columns refer to: a fact that comes later is looked at too. */
function tiesOf(fact: Fact): Tie[] {
  if (fact.name === 'customer') return [];
  const owner = fact.owner === 'account' ? home : ['customer_id'];
  const columns = Object.entries(fact.columns).flatMap(([name, { type, to }]): Tie[] => {
    if (type === 'reference' && to) return [tie(fact.name, [...owner, snake(name)], to, [...owner, to === 'account' ? 'account_id' : 'key'])];
    return type === 'customer' ? [tie(fact.name, [snake(name)], 'record_directory', ['record_id'])] : [];
  });
  return [tie(fact.name, owner, fact.owner === 'account' ? 'account' : 'customer'), ...columns];
}

/** A stored version never changes, so a document activated again is the same one. */
const versions: readonly Tie[] = [
  tie('ruleset_activation', ['digest'], 'ruleset_version'),
  tie('rating', ['version'], 'ruleset_version'),
  tie('line', ['digest'], 'ruleset_version'),
];

/** Rows whose counterpart is missing. */
export async function checkReferences(sql: Sql, told: Told): Promise<{ findings: Finding[]; share: number }> {
  const facts = [...others, ...[...vocabulary.values()].flatMap(tiesOf)];
  const findings: Finding[] = [];
  let share = 1;
  for (const each of [...records, ...facts, ...versions]) {
    told(`references of ${each.table}`);
    const found = await orphans(sql, each, limits.doctorRows);
    share = Math.min(share, found.share);
    if (found.missing === 0) continue;
    const code = records.includes(each) ? 'CLI_RECORDS_TORN' : versions.includes(each) ? 'CLI_VERSIONS_LOST' : 'CLI_ORPHANS';
    findings.push(fault(problem(code, { count: found.missing, table: each.table, to: each.to, example: found.example ?? '' })));
  }
  return { findings, share };
}

/** Undoes what was written to compare it. */
const undo = Symbol('undo');

/** The kept allocation against what the facts give: of a sample, or of every account when it is to be mended. */
export async function checkCaches(sql: Sql, mend: boolean, told: Told): Promise<{ findings: Finding[]; share: number }> {
  const { of, accounts } = await accountSample(sql, limits.doctorAccounts);
  let [differing, example, later, looked] = [0, null as string | null, 0, 0];
  for (let next = mend ? await accountsAfter(sql, undefined, limits.doctorSlice) : accounts.splice(0, limits.doctorSlice); next.length > 0; ) {
    const found = await compared(sql, next, mend);
    if (found === 'busy') return { findings: [warning(problem('CLI_CACHES_BUSY'))], share: looked / Math.max(of, 1) };
    looked += next.length;
    [differing, example, later] = [differing + found.accounts, example ?? found.example, later + found.later];
    told(`allocation of ${looked} accounts`);
    next = mend ? await accountsAfter(sql, next.at(-1), limits.doctorSlice) : accounts.splice(0, limits.doctorSlice);
  }
  const share = of === 0 ? 1 : Math.min(1, looked / of);
  if (mend) return { findings: differing > 0 ? [warning(problem('CLI_CACHES_MENDED', { accounts: differing }))] : [], share };
  const wrong = differing > 0 ? [fault(problem('CLI_CACHES_DIFFER', { accounts: differing, example: example ?? '' }))] : [];
  return { findings: [...wrong, ...(later > 0 ? [warning(problem('CLI_CACHES_LATER', { accounts: later }))] : [])], share };
}

async function compared(sql: Sql, accounts: Parameters<typeof recompute>[1], mend: boolean): Promise<Differing | 'busy'> {
  let found: Differing | 'busy' = 'busy';
  await sql
    .begin(async (tx) => {
      if (!(await claimFacts(tx))) throw undo;
      found = await recompute(tx, accounts);
      if (!mend) throw undo;
    })
    .catch((error: unknown) => {
      if (error !== undo) throw error;
    });
  return found;
}

/** What search reads of names against the names, and sealed identifiers against the keys, in a sample. */
export async function checkNames(sql: Sql, keys: Keys | undefined): Promise<Finding[]> {
  const customers = await nameSample(sql, limits.doctorNames);
  const other = new Set(await customersUnworded(sql, limits.doctorNames));
  for (const customer of customers) if (customer.nameKey !== nameKey(customer.name)) other.add(customer.customerId);
  const sealed = keys ? await sealedSample(sql, limits.doctorSealed) : [];
  const closed = sealed.filter((each) => !opens(keys as Keys, each.sealed));
  return [
    ...(other.size > 0 ? [fault(problem('CLI_NAMES_DIFFER', { count: other.size, looked: customers.length, example: [...other][0] ?? '' }))] : []),
    ...(closed.length > 0 ? [fault(problem('CLI_SEAL_CLOSED', { count: closed.length, looked: sealed.length, record: closed[0]?.recordId ?? '' }))] : []),
  ];
}

function opens({ seal }: Keys, sealed: Uint8Array): boolean {
  try {
    return sealer(seal).open(sealed) !== '';
  } catch {
    return false;
  }
}
