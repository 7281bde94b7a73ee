import { resolve } from 'node:path';
import type { Command } from 'commander';
import { checkpointType } from '../audit/chain/checkpoint.ts';
import { checkpointer } from '../audit/chain/checkpointer.ts';
import { extract } from '../audit/chain/extract.ts';
import { listsOf } from '../audit/staff/store.ts';
import { clock } from '../server/clock.ts';
import { fieldLists } from '../sharing/kept/store.ts';
import { publicKeys } from '../sharing/key/publickeys.ts';
import { signer } from '../sharing/key/signer.ts';
import { checkpointsFile, linesIn } from './auditfiles.ts';
import { type Assay, withAssay } from './open.ts';
import { answer, progress, run } from './out.ts';

interface Options {
  to: string;
  json?: boolean;
}

export function register(program: Command): void {
  const audit = program.command('audit').description('what was disclosed, and what staff read, on record');
  audit
    .command('export')
    .description(
      'write the whole audit, the lists of fields that it names, its signed checkpoints and the public keys to a folder, for `assay verify audit FOLDER`',
    )
    .requiredOption('--to <folder>', 'a new folder')
    .option('--json', 'print one line of JSON')
    .action(run((options: Options) => withAssay((assay) => exported(assay, options))));
}

async function exported({ sql, home, keys }: Assay, { to, json }: Options): Promise<void> {
  const folder = resolve(to);
  const moving = progress(`audit export ${to}`);
  const sign = async (checkpoint: object): Promise<string> => (await signer(sql, keys.seal, 'checkpoint', clock())).sign(checkpoint, { typ: checkpointType });
  // What has come since the last checkpoint is signed too: nothing at the end of the export could be left off unseen.
  await checkpointer(sql, { now: clock, sign, file: checkpointsFile(home) }).close();
  const published = await publicKeys(sql, ['checkpoint']);
  const kept = await linesIn(checkpointsFile(home));
  const onEntries = (entries: number): void => moving.step(`${entries} entries`);
  // Entries come first: every list that they name is there by then.
  const lists = async () => new Map([...(await listsOf(sql)), ...(await fieldLists(sql))]);
  const made = await extract(sql, { folder, keys: published, kept, lists, onEntries }).catch((error: unknown) => {
    moving.done(`audit export ${to}: not finished`);
    throw error;
  });
  const entries = made.streams.reduce((sum, each) => sum + each.entries, 0);
  moving.done(`audit export ${to}: ${entries} entries`);
  answer(json, { folder, entries, ...made }, [
    `${entries} entries of ${made.streams.length} streams and ${made.checkpoints} checkpoints are in ${folder}.`,
    `  assay verify audit ${to}`,
  ]);
}
