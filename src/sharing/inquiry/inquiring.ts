import type { Grants } from '../../access/role.ts';
import type { Sql } from '../../db/client.ts';
import type { InTurn } from '../../rating/graded/graded.ts';
import type { Standing } from '../standing/standing.ts';
import type { InquiryBody, Request } from './inquiry.ts';
import type { Looker } from './looker.ts';
import type { Places } from './places.ts';

/** The entry of the audit that a request was put on record by. */
export interface Entered {
  readonly seq: number;
  readonly at: string;
  readonly hash: string;
}

/** What inquiries are answered with. */
export interface Inquiring {
  /** The server's own pool. */
  readonly sql: Sql;
  /** What reads on that of the partners. */
  readonly looker: Looker;
  /** What refuses a request before anything is read for it, as far as this server knows. */
  readonly places: Pick<Places, 'come'>;
  /** Puts a request on record, counted and durable; throws what refuses it. */
  readonly enter: (body: InquiryBody, request: Request) => Promise<Entered>;
  /** Address of the installation, as reports name it. */
  readonly issuer: () => string;
  /** How a partner stands, no older than `limits.standingMs`. */
  readonly standing: (partnerId: string) => Promise<Standing | undefined>;
  /** The rulesets of a dimension, the one in force first, no older than that. */
  readonly turns: (dimension: string) => Promise<readonly InTurn[]>;
  /** Database role that has exactly the columns of a projection. */
  readonly role: (grants: Grants) => Promise<string>;
  /** The newest signed checkpoint of a partner's audit. */
  readonly checkpoint: (partnerId: string) => Promise<string | undefined>;
  /** Seconds left of the company's day. */
  readonly secondsLeft: () => number;
}
