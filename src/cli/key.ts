import { type Command, Option } from 'commander';
import { type KeyUse, keyUses } from '../sharing/key/key.ts';
import { publicKeys } from '../sharing/key/publickeys.ts';
import { type Rotated, rotate } from '../sharing/key/rotate.ts';
import { actingOn } from './acting.ts';
import { type Assay, withAssay } from './open.ts';
import { answer, run } from './out.ts';

interface Rotating {
  use: KeyUse;
  comment?: string;
  by?: string;
  json?: boolean;
}

export function register(program: Command): void {
  const key = program.command('key').description('what the installation signs tokens, reports, receipts and checkpoints with');
  key
    .command('list')
    .description('all signing keys, retired ones too')
    .option('--json', 'print one line of JSON')
    .action(run(({ json }: { json?: boolean }) => withAssay((assay) => list(assay, json))));
  key
    .command('rotate')
    .description('sign with a new key from now on; what the old one signed is verified as before')
    .addOption(new Option('--use <use>', 'what it signs').choices(keyUses).makeOptionMandatory())
    .option('--comment <text>', 'why; it goes on record')
    .option('--by <name>', 'who acts (default: the user of this machine)')
    .option('--json', 'print one line of JSON')
    .action(run((options: Rotating) => withAssay((assay) => renew(assay, options))));
}

async function list({ sql }: Assay, json: boolean | undefined): Promise<void> {
  const keys = await publicKeys(sql, keyUses);
  const told = keys.map(({ kid, assay_use: use, alg, made_at: from, retired_at: until }) => `${use.padEnd(10)}  ${kid}  ${alg}  ${from} ... ${until ?? ''}`);
  answer(json, { keys }, keys.length > 0 ? told : 'no key yet: each is made when it is first needed');
}

async function renew(assay: Assay, { use, comment, by, json }: Rotating): Promise<void> {
  const { made, retired } = (await assay.sql.begin((tx) => rotate(tx, assay.keys.seal, { use, why: comment ?? null }, actingOn(assay, by)))) as Rotated;
  answer(json, { use, kid: made.kid, retired }, [
    `${use}s are signed with ${made.kid} from now on; servers that run follow within seconds`,
    ...retired.map((kid) => `${kid} is retired; it stays published`),
  ]);
}
