import type { GraphQLSchema } from 'graphql';
import type { Context } from '../../graphql/context.ts';
import type { Text } from '../../rating/version/read.ts';
import { read } from '../../rating/version/read.ts';
import { type PublishedFault, publishFault } from '../agreeing/publishfault.ts';
import { isGain, sentenceOf } from '../difference/difference.ts';
import { type PublishedChange, type PublishedDifference, publish } from '../difference/publish.ts';
import { dryRun } from './dryrun.ts';
import type { Rehearsal } from './rehearsal.ts';
import { causeText } from './wording.ts';

/** A dry run as the graph shows it. */
export interface PublishedDryRun {
  readonly faults: readonly PublishedFault[];
  readonly rehearsal: PublishedRehearsal | null;
  readonly difference: PublishedDifference | null;
}

export interface PublishedRehearsal extends Omit<Rehearsal, 'causes' | 'fields'> {
  readonly causes: readonly { readonly cause: string; readonly text: string; readonly inquiries: number }[];
  readonly fields: readonly { readonly change: PublishedChange; readonly inquiries: number }[];
}

/** Holds a document given as YAML or JSON text against the last inquiries of the partner it names. */
export async function dryRunOf(context: Context, full: GraphQLSchema, { text, last }: { text: string; last: number }): Promise<PublishedDryRun> {
  const { language } = context;
  const { document, lineOf }: Text = read(text);
  const { faults, rehearsal, difference } = await dryRun(context.sql, full, { document, last, today: context.today() });
  return {
    faults: faults.map((fault) => publishFault({ ...fault, line: lineOf(fault.path) }, language)),
    rehearsal: rehearsal && {
      ...rehearsal,
      causes: rehearsal.causes.map(({ cause, inquiries }) => ({ cause, inquiries, text: causeText(cause, language) })),
      fields: rehearsal.fields.map(({ inquiries, coordinate, ...change }) => {
        const sentence = sentenceOf({ ...change, coordinate }, difference?.partner ?? '', language);
        return { inquiries, change: { ...change, part: coordinate, isGain: isGain(change), sentence } };
      }),
    },
    difference: difference && publish(difference, difference, language),
  };
}
