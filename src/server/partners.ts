import type { GraphQLSchema } from 'graphql';
import { grantsDigest } from '../access/grants.ts';
import { pairwise } from '../access/pairwise.ts';
import type { PartnerToken, PartnerView } from '../access/partner.ts';
import { type Leaving, project } from '../access/projection.ts';
import type { Grants } from '../access/role.ts';
import { Bounded } from '../base/bounded.ts';
import { limits } from '../base/limits.ts';
import { addDays, addMonths, type Day } from '../base/time.ts';
import type { Sql } from '../db/client.ts';
import { columnsOf } from '../db/columns.ts';
import { ensureRole, joined } from '../db/role.ts';
import { columnsBelow } from '../graphql/below.ts';
import type { Reads } from '../graphql/reads.ts';
import type { InTurn } from '../rating/graded/graded.ts';
import { rulesetsInTurn } from '../rating/graded/store.ts';
import { departures } from '../sharing/difference/difference.ts';
import { seeing } from '../sharing/difference/seeing.ts';
import { problem } from '../sharing/errors.ts';
import { evidenceColumns } from '../sharing/inquiry/store.ts';
import { keyStateOf } from '../sharing/partner/jwk.ts';
import { readOnOf } from '../sharing/sandbox/sandbox.ts';
import { type AgreedVersion, grantsFor, type Standing } from '../sharing/standing/standing.ts';
import { standingOf } from '../sharing/standing/store.ts';
import { clock } from './clock.ts';
import { Lately } from './lately.ts';

export interface Partnering {
  /** The server's pool. */
  readonly sql: Sql;
  /** Of who may make roles. */
  readonly owner: Sql;
  readonly seal: readonly Uint8Array[];
  readonly today: () => Day;
  readonly full: GraphQLSchema;
  readonly reads: Reads;
}

/** A partner's operation: what it is granted, under which purpose and version. */
export interface Party {
  readonly grants: Grants;
  readonly leaving: Leaving;
  readonly view: PartnerView;
}

const none: Leaving = new Map();

/** Partners as they stand, and what their operations are shown. */
export class Partners {
  private readonly standings: Lately<Standing | undefined>;
  private readonly inTurn: Lately<readonly InTurn[]>;
  private readonly made = new Bounded<string, Grants>(limits.partnersRemembered);
  private readonly grants = new Bounded<string, Grants>(limits.partnersRemembered);
  private readonly roles = new Bounded<string, Promise<string>>(limits.projectionsRemembered);
  private readonly leaving = new Bounded<string, Leaving>(limits.partnersRemembered);
  private readonly to: Partnering;

  constructor(to: Partnering) {
    this.to = to;
    const { sql, today } = to;
    this.standings = new Lately(today, (partnerId, day) => standingOf(sql, partnerId, day));
    this.inTurn = new Lately<readonly InTurn[]>(today, async (dimension, day) => (await rulesetsInTurn(sql, [dimension], { today: day })).get(dimension) ?? []);
  }

  /** How a partner stands, no older than `limits.standingMs`. */
  standing(partnerId: string): Promise<Standing | undefined> {
    return this.standings.of(partnerId);
  }

  /** The rulesets of a dimension, the one in force first, no older than that either. */
  turns(dimension: string): Promise<readonly InTurn[]> {
    return this.inTurn.of(dimension);
  }

  forget(partnerId: string): void {
    this.standings.forget(partnerId);
  }

  /** What a partner's operation is shown, by the purposes that it names. Throws SHARING_* where it may not ask, or not so. */
  async party(token: PartnerToken, named: readonly string[]): Promise<Party> {
    const standing = await this.standing(token.partnerId);
    if (standing?.state !== 'active') throw problem('SHARING_PARTNER_SUSPENDED');
    if (!mayAsk(standing, token.kid)) throw problem('SHARING_KEY_OVER');
    const { agreement } = standing;
    if (!agreement) throw problem('SHARING_AGREEMENT_NONE');
    const purpose = purposeOf(agreement, named);
    const { windowMonths, freshDays, dimension, grade: graded } = agreement.document;
    const { name, open } = pairwise(this.to.seal, token.partnerId);
    const readOn = readOnOf(standing, this.to.today());
    const spans = { readOn, sinceOn: addMonths(readOn, -windowMonths), freshOn: addDays(readOn, -freshDays) };
    const view = { ...token, ...spans, dimension, graded, name: standing.name, purpose, versionId: agreement.versionId, named: name, opened: open };
    return { grants: this.grantsOf(agreement, purpose), leaving: this.leavingOf(standing, agreement, purpose), view };
  }

  /** The database role that has exactly the columns of a projection; made at first need, for it hangs on the program's reads too. */
  role(grants: Grants): Promise<string> {
    const name = grantsDigest(grants);
    const known = this.roles.get(name) ?? this.makeRole(grants);
    this.roles.set(name, known);
    known.catch(() => this.roles.delete(name));
    return known;
  }

  private async makeRole(grants: Grants): Promise<string> {
    const { owner, full, reads } = this.to;
    const texts = columnsBelow({ schema: project(full, grants), full, reads }, 'Customer');
    return ensureRole(owner, joined(await columnsOf(owner, texts), new Map(Object.entries(evidenceColumns(grants)))));
  }

  /** Equal grants are one object: projections are found by them. */
  private grantsOf({ digest, document }: AgreedVersion, purpose: string): Grants {
    const name = `${digest} ${purpose}`;
    const known = this.made.get(name) ?? this.equal(grantsFor(document, purpose));
    this.made.set(name, known);
    return known;
  }

  private equal(fresh: Grants): Grants {
    const name = grantsDigest(fresh);
    const known = this.grants.get(name) ?? fresh;
    this.grants.set(name, known);
    return known;
  }

  private leavingOf({ next }: Standing, version: AgreedVersion, purpose: string): Leaving {
    if (!next) return none;
    const name = `${version.digest} ${next.digest} ${purpose} ${next.fromOn}`;
    const see = seeing(this.to.full);
    const found = this.leaving.get(name) ?? departures(see(version.document, purpose), see(next.document, purpose), next.fromOn);
    this.leaving.set(name, found);
    return found;
  }
}

/** A partner whose keys are elsewhere may have revoked one that it gave us, too. A key whose time is over ends what was signed in with it. */
function mayAsk({ foreignKeys, keys }: Standing, kid: string): boolean {
  const key = keys.find((each) => each.kid === kid);
  return key ? keyStateOf(key, clock()) === 'in_force' : foreignKeys;
}

/** The purpose that an operation names, or the only one there is. */
function purposeOf({ document: { purposes } }: AgreedVersion, named: readonly string[]): string {
  const granted = Object.keys(purposes);
  const [first, other] = named;
  if (first !== undefined && other !== undefined) throw problem('SHARING_PURPOSE_OTHER', { purpose: first, other });
  if (first !== undefined && !granted.includes(first)) throw problem('SHARING_PURPOSE_UNKNOWN', { purpose: first, purposes: granted.join(', ') });
  if (first === undefined && granted.length > 1) throw problem('SHARING_PURPOSE_MISSING', { purposes: granted.join(', ') });
  return first ?? (granted[0] as string);
}
