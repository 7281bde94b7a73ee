import { type DocumentNode, Kind, type OperationDefinitionNode, visit } from 'graphql';
import { limits } from '../base/limits.ts';
import type { Args } from './reads.ts';
import type { Slot } from './slot.ts';

type Variables = Record<string, unknown>;

/** What is known of one operation of a document. */
interface Choices<Made> {
  /** Variables that decide about directives: each choice of theirs selects other fields. */
  readonly deciding: readonly string[];
  /** By the choice, then by the shape of the arguments; nothing where the choice cannot be compiled. */
  readonly made: Map<string, Map<string, Made> | undefined>;
}

/** What was compiled of documents, found again for variables that choose and shape alike. */
export class Known<Made> {
  private readonly documents = new WeakMap<DocumentNode, { count: number; readonly operations: Map<OperationDefinitionNode, Choices<Made>> }>();
  private readonly slotsOf: (made: Made) => readonly Slot[];

  constructor(slotsOf: (made: Made) => readonly Slot[]) {
    this.slotsOf = slotsOf;
  }

  /** What `make` makes of an operation, and the arguments of its slots; nothing where it makes nothing, or made too much of the document already. */
  of(
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Variables,
    make: () => Made | undefined,
  ): { made: Made; args: readonly Args[] } | undefined {
    const kept = this.documents.get(document) ?? { count: 0, operations: new Map<OperationDefinitionNode, Choices<Made>>() };
    this.documents.set(document, kept);
    const known = kept.operations.get(operation) ?? { deciding: deciding(document), made: new Map() };
    kept.operations.set(operation, known);
    const choice = known.deciding.map((name) => String(variables[name])).join();
    const isFull = kept.count >= limits.statementsPerDocument;
    const fresh = (): Made | undefined => {
      kept.count += 1;
      return make();
    };
    if (!known.made.has(choice)) {
      if (isFull) return undefined;
      const first = fresh();
      known.made.set(choice, first && new Map([[this.shape(first, this.args(first, variables)), first]]));
    }
    const shapes = known.made.get(choice);
    const [any] = shapes?.values() ?? [];
    if (!shapes || !any) return undefined;
    // The slots of all shapes are the same fields.
    const args = this.args(any, variables);
    const shape = this.shape(any, args);
    const made = shapes.get(shape) ?? (isFull ? undefined : fresh());
    if (made) shapes.set(shape, made);
    return made && { made, args };
  }

  private args(made: Made, variables: Variables): Args[] {
    return this.slotsOf(made).map((slot) => slot.args(variables));
  }

  private shape(made: Made, args: readonly Args[]): string {
    return this.slotsOf(made)
      .map(({ shape }, at) => (shape ? shape(args[at] as Args) : ''))
      .join(';');
  }
}

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
