import { type DocumentNode, Kind, type OperationDefinitionNode, visit } from 'graphql';
import { Bounded } from '../base/bounded.ts';
import { limits } from '../base/limits.ts';
import type { Args } from './reads.ts';
import type { Slot } from './slot.ts';

type Variables = Record<string, unknown>;

/** What was made of one choice and shape; nothing where the choice cannot be compiled. */
interface Way<Made> {
  readonly made: Made | undefined;
  readonly forget: () => void;
}

/** What is known of one operation of a document. */
interface Choices<Made> {
  /** Variables that decide about directives: each choice of theirs selects other fields. */
  readonly deciding: readonly string[];
  /** By the choice, then by the shape of the arguments. */
  readonly ways: Map<string, Map<string, Way<Made>>>;
}

interface Making<Made> {
  readonly slots: (made: Made) => readonly Slot[];
  /** Characters of the statements in it. */
  readonly size: (made: Made) => number;
}

/** What was compiled of documents, found again for variables that choose and shape alike; what was used longest ago is forgotten. */
export class Known<Made> {
  private readonly documents = new WeakMap<DocumentNode, Map<OperationDefinitionNode, Choices<Made>>>();
  private readonly kept = new Bounded<Way<Made>, Way<Made>>(limits.compiledBytes, ({ forget }) => forget());
  private readonly making: Making<Made>;

  constructor(making: Making<Made>) {
    this.making = making;
  }

  /** What `make` makes of an operation, and the arguments of its slots; nothing where it makes nothing. */
  of(
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Variables,
    make: () => Made | undefined,
  ): { made: Made; args: readonly Args[] } | undefined {
    const operations = this.documents.get(document) ?? new Map<OperationDefinitionNode, Choices<Made>>();
    this.documents.set(document, operations);
    const choices = operations.get(operation) ?? { deciding: decidingOf(document), ways: new Map() };
    operations.set(operation, choices);
    const { deciding, ways } = choices;
    const choice = deciding.map((name) => String(variables[name])).join();
    // The slots of all shapes are the same fields.
    const [any] = ways.get(choice)?.values() ?? [];
    const first = any ? this.kept.get(any)?.made : make();
    const args = first && this.making.slots(first).map((slot) => slot.args(variables));
    const shape = first && args ? this.shape(first, args) : '';
    if (!any) this.keep(document, ways, { choice, shape, made: first });
    if (!first || !args) return undefined;
    const known = any ? ways.get(choice)?.get(shape) : undefined;
    const made = any ? known && this.kept.get(known)?.made : first;
    if (made) return { made, args };
    const fresh = make();
    if (fresh) this.keep(document, ways, { choice, shape, made: fresh });
    return fresh && { made: fresh, args };
  }

  private keep(document: DocumentNode, ways: Choices<Made>['ways'], { choice, shape, made }: { choice: string; shape: string; made: Made | undefined }): void {
    const characters = document.loc?.end ?? 0;
    // A document that is not kept is not met again.
    if (characters > limits.documentRememberedCharacters) return;
    const shapes = ways.get(choice) ?? new Map<string, Way<Made>>();
    const forget = (): void => {
      if (shapes.get(shape) === way) shapes.delete(shape);
      if (shapes.size === 0 && ways.get(choice) === shapes) ways.delete(choice);
    };
    const way: Way<Made> = { made, forget };
    ways.set(choice, shapes.set(shape, way));
    this.kept.set(way, way, 2 * (choice.length + shape.length) + (made ? characters * limits.treeBytes + 2 * this.making.size(made) : 0));
  }

  private shape(made: Made, args: readonly Args[]): string {
    return this.making
      .slots(made)
      .map(({ shape }, at) => (shape ? shape(args[at] as Args) : ''))
      .join(';');
  }
}

/** The variables that @skip and @include of a document ask. */
function decidingOf(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: ({ arguments: given = [] }) => {
      for (const { value } of given) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names].sort();
}
