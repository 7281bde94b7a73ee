import type { GraphQLSchema } from 'graphql';
import { grantsDigest } from '../access/grants.ts';
import { type Leaving, project } from '../access/projection.ts';
import type { Grants } from '../access/role.ts';
import { requireScopes } from '../access/unscoped.ts';
import { Bounded } from '../base/bounded.ts';
import { digest } from '../base/digest.ts';
import { limits } from '../base/limits.ts';
import { Doorkeeper, type Doors } from './door.ts';
import { Fast } from './fast.ts';
import { Graph } from './front.ts';
import type { Ways } from './operate.ts';
import { Prepared } from './prepared.ts';
import type { Reads } from './reads.ts';
import type { Log } from './report.ts';

/**
 * One server per projection of the full schema, each with documents of its own: a validated document is found again by
 * its text alone, so sharing the store would let one caller's validation pass for another's.
 */
export class Graphs {
  private readonly graphs = new Bounded<string, Promise<Graph>>(limits.projectionsRemembered);
  private readonly digests = new WeakMap<Leaving, string>();
  private readonly full: GraphQLSchema;
  private readonly log: Log;
  private readonly reads: Reads | undefined;
  private readonly doors: Doors | undefined;
  /** Over all projections. */
  private readonly prepared = new Prepared(limits.preparedCharacters);

  /** Throws ACCESS_WITHOUT_SCOPE when a part of the schema wears no scope. Without `reads` every operation is left to the resolvers. */
  constructor(full: GraphQLSchema, log: Log, reads?: Reads, doors?: Doors) {
    requireScopes(full);
    this.full = full;
    this.log = log;
    this.reads = reads;
    this.doors = doors;
  }

  /** The graph that these grants see; what of it is going to leave is said in it. */
  of(grants: Grants, leaving?: Leaving): Promise<Graph> {
    const name = leaving && leaving.size > 0 ? `${grantsDigest(grants)} ${this.digestOf(leaving)}` : grantsDigest(grants);
    const known = this.graphs.get(name);
    if (known) return known;
    const started = this.start(project(this.full, grants, leaving));
    this.graphs.set(name, started);
    return started;
  }

  private digestOf(leaving: Leaving): string {
    const known = this.digests.get(leaving) ?? digest([...leaving]);
    this.digests.set(leaving, known);
    return known;
  }

  async close(): Promise<void> {
    await Promise.all(this.graphs.values().map(async (graph) => (await graph).stop()));
  }

  private ways(schema: GraphQLSchema): Ways {
    if (!this.reads) return {};
    const source = { schema, full: this.full, reads: this.reads };
    return {
      fast: new Fast(source, this.log, new Prepared(limits.preparedShare, this.prepared)),
      doorkeeper: this.doors && new Doorkeeper(source, this.doors),
    };
  }

  private async start(schema: GraphQLSchema): Promise<Graph> {
    const graph = new Graph(schema, this.log, this.ways(schema));
    await graph.start();
    return graph;
  }
}
