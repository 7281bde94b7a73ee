import { describe, expect, it } from 'vitest';
import { Gate } from '../../src/server/gate.ts';

describe('the gate', () => {
  it('lets so many work, so many wait, refuses the next at once, and hands every place on, also of work that failed', async () => {
    const gate = new Gate(2, 1);
    const ends: (() => void)[] = [];
    let working = 0;
    let most = 0;
    const work = () =>
      gate.run(async () => {
        working += 1;
        most = Math.max(most, working);
        await new Promise<void>((resolve, reject) => ends.push(ends.length === 0 ? () => reject(new Error('failed')) : resolve)).finally(() => (working -= 1));
      });
    const [first, second, third] = [work(), work(), work()];
    await expect(work()).rejects.toMatchObject({ code: 'SERVER_BUSY' });
    ends[0]?.();
    await expect(first).rejects.toThrow('failed');
    ends[1]?.();
    await second;
    while (ends.length < 3) await Promise.resolve();
    ends[2]?.();
    await third;
    expect(most).toBe(2);
    await Promise.all([gate.run(async () => 1), gate.run(async () => 2)]);
  });
});
