import { type DocumentNode, GraphQLError, Kind, type OperationDefinitionNode, visit } from 'graphql';
import { limits } from '../base/limits.ts';
import { Problem } from '../base/problem.ts';
import { databaseProblem } from '../db/failure.ts';
import { readText } from '../db/read.ts';
import { compile, type Source, type Statement } from './compile.ts';
import type { Context } from './context.ts';
import { filled } from './late.ts';
import { Pace } from './pace.ts';
import { type Args, Left } from './reads.ts';
import { inside, type Log } from './report.ts';

type Variables = Record<string, unknown>;

/** A statement with what is known of its use. */
interface Used {
  readonly statement: Statement;
  readonly pace: Pace;
  runs: number;
  prepared: boolean;
}

/** What is known of one operation of a document. */
interface Known {
  /** Variables that decide about directives: each choice of theirs selects other fields. */
  readonly deciding: readonly string[];
  /** By the choice, then by the shape of the arguments; nothing where the choice cannot be compiled. */
  readonly choices: Map<string, Map<string, Used> | undefined>;
}

/** How many statements are prepared, over all projections: the database keeps them, whoever asked first. */
export interface Prepared {
  count: number;
}

/**
 * Answers operations by one statement each, made once for a document within one projection. What it does not answer is
 * for the resolvers: a field that is not told to be read so, an argument that is refused, a row that lacks what it must have.
 */
export class Fast {
  private readonly known = new WeakMap<DocumentNode, { statements: number; readonly operations: Map<OperationDefinitionNode, Known> }>();
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
      // The resolvers note anew what they withhold.
      context.withheld.clear();
      // What the database refuses it would refuse again, perhaps after as long a wait; and who is gone waits for nothing.
      if (databaseProblem(error, 'Assay') || isTimeout(error) || isCancelled(error)) throw error;
      if (!(error instanceof Left || error instanceof Problem || error instanceof GraphQLError)) this.log.warn(inside(error), 'a compiled operation failed');
      return undefined;
    }
  }

  private async run(document: DocumentNode, operation: OperationDefinitionNode, variables: Variables, context: Context): Promise<string | undefined> {
    const found = this.used(document, operation, variables);
    if (!found) return undefined;
    const { used, args } = found;
    const { statement } = used;
    const bound = statement.slots.map((slot, at) => slot.bind?.(args[at] as never, context));
    const values = statement.params.map(({ slot, name }) => bound[slot]?.[name] ?? null);
    const text = await this.read(used, values, context);
    if (text === undefined) throw new Left();
    return filled(text, statement.late, { context, args });
  }

  private async read(used: Used, values: readonly unknown[], { sql, quick }: Context): Promise<string | undefined> {
    const { statement, pace } = used;
    const prepared = this.isPrepared(used);
    if (!prepared || !quick) return readText(sql, statement.text, values, prepared);
    const [since, isQuick] = [performance.now(), pace.isQuick];
    try {
      const text = await readText(isQuick ? quick : sql, statement.text, values, true);
      pace.took(performance.now() - since);
      return text;
    } catch (error) {
      if (!isQuick || !isTimeout(error)) throw error;
      pace.failed();
      return readText(sql, statement.text, values, true);
    }
  }

  private used(document: DocumentNode, operation: OperationDefinitionNode, variables: Variables): { used: Used; args: readonly Args[] } | undefined {
    const kept = this.known.get(document) ?? { statements: 0, operations: new Map<OperationDefinitionNode, Known>() };
    this.known.set(document, kept);
    const known = kept.operations.get(operation) ?? { deciding: deciding(document), choices: new Map() };
    kept.operations.set(operation, known);
    const choice = known.deciding.map((name) => String(variables[name])).join();
    const isFull = kept.statements >= limits.statementsPerDocument;
    const make = (): Used | undefined => {
      const statement = compile(this.source, document, operation, variables);
      kept.statements += 1;
      return statement && { statement, pace: new Pace(), runs: 0, prepared: false };
    };
    if (!known.choices.has(choice)) {
      if (isFull) return undefined;
      const first = make();
      known.choices.set(choice, first && new Map([[shapeOf(first.statement, argsOf(first.statement, variables)), first]]));
    }
    const shapes = known.choices.get(choice);
    const [any] = shapes?.values() ?? [];
    if (!shapes || !any) return undefined;
    // The slots of all shapes are the same fields.
    const args = argsOf(any.statement, variables);
    const shape = shapeOf(any.statement, args);
    const used = shapes.get(shape) ?? (isFull ? undefined : make());
    if (used) shapes.set(shape, used);
    return used && { used, args };
  }

  private isPrepared(used: Used): boolean {
    used.runs += 1;
    if (!used.prepared && used.runs > 1 && this.prepared.count < limits.statementsPrepared) {
      used.prepared = true;
      this.prepared.count += 1;
    }
    return used.prepared;
  }
}

const argsOf = ({ slots }: Statement, variables: Variables): Args[] => slots.map((slot) => slot.args(variables));
const shapeOf = ({ slots }: Statement, args: readonly Args[]): string => slots.map(({ shape }, at) => (shape ? shape(args[at] as Args) : '')).join(';');

const isTimeout = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === '57014';

const isCancelled = (error: unknown): boolean => error instanceof Problem && error.code === 'DB_CANCELLED';

/** The variables that @skip and @include of a document ask. */
function deciding(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: ({ arguments: given = [] }) => {
      for (const { value } of given) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names].sort();
}
