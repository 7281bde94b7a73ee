import { expect } from 'vitest';
import { vote } from '../../../src/approval/vote.ts';
import { withdraw } from '../../../src/approval/withdraw.ts';
import { digest as digestOf } from '../../../src/base/digest.ts';
import type { Sql, Tx } from '../../../src/db/client.ts';
import { known } from '../../../src/rating/life/known.ts';
import type { LifeState } from '../../../src/rating/life/life.ts';
import { activateVersion } from '../../../src/rating/release/activate.ts';
import { bootstrap } from '../../../src/rating/release/bootstrap.ts';
import { handlers } from '../../../src/rating/release/handlers.ts';
import type { Outcome } from '../../../src/rating/release/outcome.ts';
import { save } from '../../../src/rating/release/save.ts';
import { stopRuleset } from '../../../src/rating/release/stop.ts';
import { submitVersion } from '../../../src/rating/release/submit.ts';
import { listedByDigest } from '../../../src/rating/version/store.ts';
import { person } from '../activated.ts';
import { sound } from '../document.ts';

export const today = '2026-03-10';
export const [olga, anton] = [person('Olga', today), person('Anton', today)];

/** What a step came to: `done`, `unchanged`, or the code of its refusal. */
export const code = (given: Promise<unknown>): Promise<string> =>
  given.then(
    (made) => (made as Partial<Outcome> | undefined)?.refused?.code ?? ((made as Partial<Outcome> | undefined)?.isChanged === false ? 'unchanged' : 'done'),
    (error: { code?: string }) => error.code ?? String(error),
  );

/** One version of a dimension of its own, and what can be done to it. */
export class Version {
  private readonly sql: Sql;
  readonly document: ReturnType<typeof sound>;
  readonly digest: string;
  readonly dimension: string;
  /** Of its last request. */
  approvalId = '';

  constructor(sql: Sql, dimension: string, initial = 100) {
    this.sql = sql;
    this.dimension = dimension;
    this.document = { ...sound(), name: 'rules', dimension, golden: [] };
    this.document.cards[0].initial = initial;
    this.digest = digestOf(this.document);
  }

  private step = <T>(act: (tx: Tx) => Promise<T>): Promise<T> => this.sql.begin(act) as Promise<T>;
  bootstrap = (acting = olga) => this.step((tx) => bootstrap(tx, { document: this.document, comment: 'The first.' }, acting));
  save = (acting = olga) => this.step((tx) => save(tx, this.document, 'A thought.', acting));
  submit = async (acting = olga) => {
    const made = await this.step((tx) => submitVersion(tx, { digest: this.digest, comment: 'Please look.' }, acting));
    this.approvalId = made.approvalId ?? this.approvalId;
    return made;
  };
  approve = (acting = anton) => this.vote('approve', acting);
  refuse = (acting = anton) => this.vote('refuse', acting);
  private vote = (choice: 'approve' | 'refuse', acting = anton) =>
    this.step((tx) => vote(tx, handlers, { approvalId: this.approvalId, digest: this.digest, choice, comment: 'Seen.' }, acting));
  withdraw = () => this.step((tx) => withdraw(tx, handlers, { approvalId: this.approvalId, digest: this.digest, comment: 'Not now.' }, olga));
  activate = (on = today, acting = olga) => this.step((tx) => activateVersion(tx, { digest: this.digest, on, comment: 'As agreed.' }, acting));
  /** `digest`: the version that is meant. */
  stop = (acting = olga, digest?: string) =>
    this.step((tx) => stopRuleset(tx, { dimension: this.dimension, subject: 'customer', digest, comment: 'It harms.' }, acting));

  async state(day = today, at = anton.at): Promise<LifeState | undefined> {
    const kept = [...(await listedByDigest(this.sql, [this.digest])).values()];
    return (await known(this.sql, kept, { at, today: day })).get(this.digest)?.life.state;
  }
}

let count = 0;
/** A version brought to a state, in a dimension that another version began. */
export async function brought(sql: Sql, state: LifeState): Promise<Version> {
  const dimension = `d${++count}`;
  await new Version(sql, dimension, 1).bootstrap();
  const version = new Version(sql, dimension);
  const steps = [version.save, version.submit, version.approve, version.activate, () => version.stop()] as (() => Promise<unknown>)[];
  for (const each of steps.slice(0, ['draft', 'submitted', 'approved', 'active', 'retired'].indexOf(state) + 1)) await each();
  expect(await version.state()).toBe(state);
  return version;
}
