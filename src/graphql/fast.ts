import { type DocumentNode, GraphQLError, type OperationDefinitionNode } from 'graphql';
import { Problem } from '../base/problem.ts';
import { databaseProblem, isEnded } from '../db/failure.ts';
import { readText } from '../db/read.ts';
import { compile, type Source, type Statement } from './compile.ts';
import type { Context } from './context.ts';
import { Known } from './known.ts';
import { filled } from './late.ts';
import { Pace } from './pace.ts';
import { type Prepared, type Uses, unused } from './prepared.ts';
import { Left } from './reads.ts';
import { inside, type Log } from './report.ts';

type Variables = Record<string, unknown>;

/** A statement with what is known of its use. */
interface Used extends Uses {
  readonly statement: Statement;
  readonly pace: Pace;
}

/**
 * Answers operations by one statement each, made once for a document within one projection. What it does not answer is
 * for the resolvers: a field that is not told to be read so, an argument that is refused, a row that lacks what it must have.
 */
export class Fast {
  private readonly known = new Known<Used>({ slots: ({ statement }) => statement.slots, size: ({ statement }) => statement.text.length });
  private readonly source: Source;
  private readonly log: Log;
  private readonly prepared: Prepared;

  constructor(source: Source, log: Log, prepared: Prepared) {
    this.source = source;
    this.log = log;
    this.prepared = prepared;
  }

  /** The `data` of an answer as JSON text; nothing where the resolvers must answer. */
  async data(document: DocumentNode, operation: OperationDefinitionNode, variables: Variables, context: Context): Promise<string | undefined> {
    try {
      return await this.run(document, operation, variables, context);
    } catch (error) {
      // The resolvers note anew what they withhold, and whom they show.
      context.withheld.clear();
      context.masked.clear();
      context.shown?.customers.splice(0);
      // What the database refuses it would refuse again, perhaps after as long a wait; and who is gone waits for nothing.
      if (databaseProblem(error, 'Assay') || isEnded(error) || isCancelled(error)) throw error;
      if (!(error instanceof Left || error instanceof Problem || error instanceof GraphQLError)) this.log.warn(inside(error), 'a compiled operation failed');
      return undefined;
    }
  }

  private async run(document: DocumentNode, operation: OperationDefinitionNode, variables: Variables, context: Context): Promise<string | undefined> {
    const found = this.known.of(document, operation, variables, () => {
      const statement = compile(this.source, document, operation, variables);
      return statement && { ...unused(), statement, pace: new Pace() };
    });
    if (!found) return undefined;
    const { made: used, args } = found;
    const { statement } = used;
    const bound = statement.slots.map((slot, at) => slot.bind?.(args[at] as never, context));
    const values = statement.params.map(({ slot, name }) => bound[slot]?.[name] ?? null);
    const text = await this.read(used, values, context);
    if (text === undefined) throw new Left();
    return filled(text, statement.late, { context, args });
  }

  private async read(used: Used, values: readonly unknown[], { sql, quick }: Context): Promise<string | undefined> {
    const { statement, pace } = used;
    const prepared = this.prepared.next(used, statement.text);
    if (!prepared || !quick) return readText(sql, statement.text, values, prepared);
    const [since, isQuick] = [performance.now(), pace.isQuick];
    try {
      const text = await readText(isQuick ? quick : sql, statement.text, values, true);
      pace.took(performance.now() - since);
      return text;
    } catch (error) {
      if (!isQuick || !isEnded(error)) throw error;
      pace.failed();
      return readText(sql, statement.text, values, true);
    }
  }
}

const isCancelled = (error: unknown): boolean => error instanceof Problem && error.code === 'DB_CANCELLED';
