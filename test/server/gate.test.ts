import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Gate, type Visitor } from '../../src/server/gate.ts';

const visitor = (): Visitor => ({ gone: false, onGone: undefined });
const settled = (promise: Promise<unknown>): Promise<unknown> => Promise.race([promise.then((value) => value ?? 'in'), sleep(0).then(() => 'waiting')]);

describe('the gate', () => {
  it('lets so many work and so many wait, says when it is full, and hands places on in the order of coming', async () => {
    const gate = new Gate({ places: 2, queue: 2 });
    const [a, b, c, d, e] = [visitor(), visitor(), visitor(), visitor(), visitor()];
    expect([gate.enter(a), gate.enter(b), gate.enter(c), gate.full]).toEqual([true, true, false, false]);
    const waits = [gate.wait(c), gate.wait(d)];
    expect([gate.full, gate.inFlight, gate.queued, await gate.wait(e)]).toEqual([true, 2, 2, 'full']);
    gate.leave(a);
    expect([await settled(waits[0]!), await settled(waits[1]!), gate.inFlight, gate.queued]).toEqual(['in', 'waiting', 2, 1]);
    gate.leave(c);
    gate.leave(b);
    expect([await settled(waits[1]!), gate.inFlight]).toEqual(['in', 1]);
    gate.leave(d);
    expect([gate.inFlight, gate.queued, gate.full]).toEqual([0, 0, false]);
  });

  it('refuses who waited too long, and gives their turn to nobody', async () => {
    const gate = new Gate({ places: 1, waitMs: 30 });
    const [a, b, c] = [visitor(), visitor(), visitor()];
    gate.enter(a);
    expect(await gate.wait(b)).toBe('late');
    gate.leave(a);
    expect([gate.inFlight, gate.enter(c)]).toEqual([0, true]);
  });

  it('gives the place of who only waits with others to the next, and counts them until they leave', async () => {
    const gate = new Gate({ places: 1, shared: 1 });
    const [a, b, c] = [visitor(), visitor(), visitor()];
    gate.enter(a);
    const waits = [gate.wait(b), gate.wait(c)];
    gate.share(a);
    expect([await settled(waits[0]!), gate.inFlight, gate.queued]).toEqual(['in', 2, 1]);
    gate.share(a);
    gate.share(b);
    expect([await settled(waits[1]!), gate.inFlight]).toEqual(['waiting', 2]);
    gate.leave(a);
    gate.share(b);
    expect([await settled(waits[1]!), gate.inFlight]).toEqual(['in', 2]);
    gate.leave(b);
    gate.leave(c);
    expect(gate.inFlight).toBe(0);
  });

  it('forgets at once who goes away while waiting', async () => {
    const gate = new Gate({ places: 1 });
    const [a, b, c] = [visitor(), visitor(), visitor()];
    gate.enter(a);
    const waits = [gate.wait(b), gate.wait(c)];
    b.onGone?.();
    expect([await settled(waits[0]!), gate.queued]).toEqual(['gone', 1]);
    gate.leave(a);
    expect(await settled(waits[1]!)).toBe('in');
    expect(await gate.wait({ gone: true, onGone: undefined })).toBe('gone');
  });

  it('sets slow ones aside for who waits, so many and no more, and counts them on', async () => {
    const gate = new Gate({ places: 2, aside: 1, slowMs: 1, waitMs: 200 });
    const [a, b, c, d] = [visitor(), visitor(), visitor(), visitor()];
    gate.enter(a);
    gate.enter(b);
    const wait = gate.wait(c);
    expect(await wait).toBeUndefined();
    expect(gate.inFlight).toBe(3);
    expect(await gate.wait(d)).toBe('late');
    for (const each of [a, b, c]) gate.leave(each);
    expect([gate.inFlight, gate.queued]).toEqual([0, 0]);
    expect([gate.enter(a), gate.enter(b), gate.enter(c)]).toEqual([true, true, false]);
  });
});
