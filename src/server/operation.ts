import type { IncomingMessage, ServerResponse } from 'node:http';
import { HeaderMap, type HTTPGraphQLRequest, type HTTPGraphQLResponse } from '@apollo/server';
import type { Proof } from '../access/dpop.ts';
import { grantsOf } from '../access/grants.ts';
import type { PartnerToken, PartnerView } from '../access/partner.ts';
import type { Principal } from '../access/principal.ts';
import type { Grants } from '../access/role.ts';
import { purposeOf } from '../audit/staff/read.ts';
import type { Language } from '../base/text.ts';
import { Asking } from '../db/cancel.ts';
import type { Sql } from '../db/client.ts';
import { contextOf, type World } from '../graphql/context.ts';
import { foreignAnswer } from '../graphql/foreign.ts';
import type { Graphs } from '../graphql/graphs.ts';
import type { Log } from '../graphql/report.ts';
import { spend } from '../sharing/token/spend.ts';
import { spendLater } from '../sharing/token/spendlater.ts';
import { takesAnswer } from './accept.ts';
import { answer, challenge, languageFor, turnAway } from './answer.ts';
import { readBody } from './body.ts';
import { problem } from './errors.ts';
import type { Gate, Refusal } from './gate.ts';
import type { Metrics } from './metrics.ts';
import type { Partners, Party } from './partners.ts';
import { meantBy } from './purpose.ts';
import { Visit } from './visit.ts';

export interface Answering {
  readonly world: World;
  readonly graphs: Graphs;
  readonly gate: Gate;
  readonly partners: Partners;
  readonly metrics: Metrics;
  readonly log: Log;
  /** Whose bearer token a request carries; nothing when it is not known yet and must be verified first. */
  principal(request: IncomingMessage): Principal | Promise<Principal>;
}

interface Admitted {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly visit: Visit;
  readonly principal: Principal;
  readonly httpGraphQLRequest: HTTPGraphQLRequest;
}

/** Requests to the graph: bounded body, a known caller, a place at the gate, and an end when the caller goes away. */
export class Operations {
  private readonly to: Answering;
  /** What is free waits for nothing that is held. */
  private readonly spendLater: Record<'held' | 'free', (proof: Proof) => void>;

  constructor(to: Answering) {
    this.to = to;
    this.spendLater = { held: spendLater(to.world.sql), free: spendLater(to.world.sql) };
  }

  async handle(request: IncomingMessage, response: ServerResponse, search: string): Promise<void> {
    const { method = '' } = request;
    const { gate, metrics } = this.to;
    if (method !== 'POST' && method !== 'GET') throw problem('SERVER_METHOD', { method });
    const { accept } = request.headers;
    // Behind the answer its work would be done and told to nobody.
    if (accept && !met.has(accept) && !takesAnswer(accept)) throw problem('SERVER_ACCEPT');
    if (gate.full) return this.turnAway(request, response, 'full');
    const visit = new Visit(response);
    const asked = this.to.principal(request);
    const principal = asked instanceof Promise ? await asked : asked;
    const body = method === 'POST' ? await readBody(request) : undefined;
    const refusal = gate.enter(visit) ? undefined : await gate.wait(visit);
    if (refusal) return this.turnAway(request, response, refusal);
    const since = performance.now();
    visit.onDone = () => metrics.answered(performance.now() - since);
    try {
      await this.answer({ request, response, visit, principal, httpGraphQLRequest: { method, headers: headersOf(request), search, body } });
    } finally {
      gate.leave(visit);
      if (visit.gone) metrics.abandoned();
    }
  }

  private turnAway(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
    this.to.metrics.refused(refusal);
    if (!response.destroyed) turnAway(request, response, this.to.log);
  }

  /** Until the answer is on its way and nothing more runs for it in the database. */
  private async answer({ request, response, visit, principal, httpGraphQLRequest }: Admitted): Promise<void> {
    const { world } = this.to;
    const language = languageFor(request);
    const purpose = principal.role ? purposeOf(request.headers['assay-purpose'], principal.role) : undefined;
    const asking = new Asking(world.sql);
    visit.onGone = () => asking.cancel();
    if (visit.gone) asking.cancel();
    try {
      const made = principal.partner
        ? await this.partners(principal, request, { httpGraphQLRequest, language, sql: asking.sql, stepOut: () => this.to.gate.share(visit) })
        : await this.made(grantsOf(principal), { httpGraphQLRequest, language, sql: asking.sql, principal, purpose });
      if (!response.destroyed) await write(request, response, made, language);
    } finally {
      await asking.end();
    }
  }

  private async made(grants: Grants, { httpGraphQLRequest, language, sql, principal, purpose, party, stepOut }: Making): Promise<HTTPGraphQLResponse> {
    const { world, graphs } = this.to;
    const graph = await graphs.of(grants, party?.leaving);
    return graph.answer(httpGraphQLRequest, contextOf(world, principal, grants, language, { sql, purpose, partner: party?.view, stepOut }));
  }

  /** Under one purpose and one version; asked anew, once, where that was no longer so when the data were read. A proof is spent by the audit of an inquiry, or else before anything is done. */
  private async partners(principal: Principal, { headers }: IncomingMessage, making: Omit<Making, 'principal'>): Promise<HTTPGraphQLResponse> {
    const { partners, world } = this.to;
    const token = principal.partner as PartnerToken;
    const { purposes, inquires } = meantBy(making.httpGraphQLRequest.body ?? {});
    const header = headers['assay-purpose'];
    const named = typeof header === 'string' && header !== '' ? [header] : purposes;
    if (token.proof && !inquires) await spend(world.sql, token.proof);
    let spent = token.proof === undefined || !inquires;
    let unheard: PartnerView['unheard'];
    try {
      for (let again = false; ; again = true) {
        const party = await partners.party(token, named);
        party.view.spent = spent;
        const made = await this.made(party.grants, { ...making, principal, party });
        spent = party.view.spent === true;
        unheard = party.view.unheard;
        if (!party.view.stale || again) return made;
        partners.forget(token.partnerId);
      }
    } finally {
      // An inquiry that came to nothing before its entry, or was none in the end. Where the audit hangs, waiting for the database would be in vain.
      if (!spent && token.proof) await (unheard ? this.spendLater[unheard](token.proof) : spend(world.sql, token.proof));
    }
  }
}

interface Making {
  readonly httpGraphQLRequest: HTTPGraphQLRequest;
  readonly language: Language;
  readonly sql: Sql;
  readonly principal: Principal;
  readonly purpose?: string | undefined;
  readonly party?: Party | undefined;
  readonly stepOut?: (() => void) | undefined;
}

async function write(
  request: IncomingMessage,
  response: ServerResponse,
  { status = 200, headers, body }: HTTPGraphQLResponse,
  language: Language,
): Promise<void> {
  if (body.kind !== 'complete') throw new TypeError('an answer in parts');
  const { 'content-type': type = '', ...more } = Object.fromEntries(headers);
  // Of what is answered at all only a proof or its key can be wrong.
  if (status === 401) more['www-authenticate'] = challenge(request, body.string.includes('"SHARING_KEY_OVER"') ? 'SHARING_KEY_OVER' : 'ACCESS_PROOF_REPLAYED');
  if (status < 400) return answer(request, response, { status, type, text: body.string, language, more });
  const text = foreignAnswer(body.string, language);
  const isAnswer = isPlainJson(request, type) && isRequestError(status, text);
  return answer(request, response, { status: isAnswer ? 200 : status, type, text, language, more });
}

/** Who asks for `application/json` by name gets it as GraphQL over HTTP defines it: a refusal by the graph is an answer like any other. */
const isPlainJson = ({ headers }: IncomingMessage, type: string): boolean =>
  type.startsWith('application/json') && /\bapplication\/json\b/i.test(headers.accept ?? '');

/** What the graph refused before execution, not what was no request to it. */
const isRequestError = (status: number, text: string): boolean => status === 400 && !text.includes('"code":"BAD_REQUEST"');

/** A request of a browser that another site's page made cannot carry these: for a body they were told by its type already. */
const told: readonly [string, string] = ['apollo-require-preflight', 'yes'];
const ofPost = new HeaderMap([told]);
const asked = ['content-type', 'x-apollo-operation-name', 'apollo-require-preflight'] as const;
/** Wishes that the answer meets without a look at them. */
const met = new Set<string | undefined>([undefined, '*/*', 'application/json']);

/** What the graph's server reads of the headers: a body's type, and what shows that no other site's page asks. */
function headersOf({ method, headers }: IncomingMessage): HeaderMap {
  const { accept } = headers;
  if (method === 'POST' && met.has(accept)) return ofPost;
  const read = new HeaderMap(method === 'POST' ? [told] : asked.flatMap((name) => (headers[name] === undefined ? [] : [[name, String(headers[name])]])));
  if (accept !== undefined) read.set('accept', accept);
  return read;
}
