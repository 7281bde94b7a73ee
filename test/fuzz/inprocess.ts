import { HeaderMap } from '@apollo/server';
import { appRole } from '../../src/db/app.ts';
import type { Sql } from '../../src/db/client.ts';
import { contextOf } from '../../src/graphql/context.ts';
import { Graphs } from '../../src/graphql/graphs.ts';
import { reads, schema } from '../../src/server/schema.ts';
import { sharing } from '../../src/server/sharing.ts';
import { grantsFor } from '../../src/sharing/standing/standing.ts';
import type { Drawn } from '../graphql/draw.ts';
import type { Told } from './check.ts';
import { homeKeys } from './keys.ts';
import { type Asking, knownTo, startsOf } from './partners.ts';
import type { Asker } from './run.ts';
import { now, today } from './world.ts';

/** What a partner may be told, however it asks. */
export const askerOf = (asking: Asking, name: string): Omit<Asker, 'ask'> => {
  const document = asking.standing.agreement?.document;
  if (!document) throw new Error('no agreement');
  return {
    name: `${asking.partner.name} for ${asking.purpose} ${name}`,
    grants: grantsFor(document, asking.purpose),
    customers: asking.consented,
    // A month more or less: no canary is that near.
    windowDays: document.windowMonths * 30,
    hidesIds: true,
    known: knownTo(asking),
    starts: startsOf(asking),
  };
};

let asked = 0;

/** An operation whose idempotency keys are its own. */
export const keyed = ({ query, variables, operationName }: Drawn): Drawn => {
  asked += 1;
  const own = (text: string): string => text.replaceAll('KEY', `k${asked}`);
  return { query: own(query), variables: JSON.parse(own(JSON.stringify(variables))), ...(operationName === undefined ? {} : { operationName }) };
};

/** The doors, partners and graphs of the server on a database, without the server. */
export function inProcess(sql: Sql, owner: Sql): { askers(asking: readonly Asking[]): Asker[]; close(): Promise<void> } {
  const logged: object[] = [];
  const note = (entry: object, said: string): void => void logged.push({ ...entry, said });
  const log = { error: note, warn: note };
  const time = { now: () => now, today: () => today, secondsLeft: () => 3_600 };
  const { partners, doors, close } = sharing({ sql, owner, role: appRole, keys: homeKeys, log, ...time, address: () => 'https://assay.example' });
  const graphs = new Graphs(schema(), log, reads(), doors);
  const headers = new HeaderMap([['content-type', 'application/json']]);
  const world = { sql, keys: homeKeys, currency: 'EUR', ...time };
  const ask = async ({ partner: { partnerId, keys, name }, purpose }: Asking, drawn: Drawn): Promise<Told> => {
    const token = { partnerId, kid: keys[0]?.kid ?? '', jkt: null };
    const party = await partners.party(token, [purpose]);
    const graph = await graphs.of(party.grants, party.leaving);
    const principal = { subject: name, role: null, partner: token };
    const context = contextOf(world, principal, party.grants, 'en', { sql, partner: party.view });
    const httpGraphQLRequest = { method: 'POST', headers, search: '', body: keyed(drawn) };
    const answer = await graph.answer(httpGraphQLRequest, context);
    if (answer.body.kind !== 'complete') throw new Error('an answer in parts');
    const body = answer.body.string;
    return { status: answer.status ?? 200, body, text: `${[...answer.headers].join('\n')}\n${body}`, logged: logged.splice(0) };
  };
  return {
    askers: (all) => all.map((asking) => ({ ...askerOf(asking, 'in process'), ask: (drawn) => ask(asking, drawn) })),
    close: async () => {
      await Promise.all([graphs.close(), close()]);
    },
  };
}
