import { describe, expect, it } from 'vitest';
import { TurnQueue } from './turn-queue.ts';

/** Work that waits to be let go, in the order in which it began. */
class Bench {
  readonly begun: string[] = [];
  readonly #gates: (() => void)[] = [];

  readonly work = (name: string) => async (): Promise<void> => {
    this.begun.push(name);
    await new Promise<void>((resolve) => this.#gates.push(resolve));
  };

  async letOneGo(): Promise<void> {
    this.#gates.shift()?.();
    await new Promise(setImmediate);
  }
}

describe('TurnQueue', () => {
  it('gives each address its turn, however many one has waiting', async () => {
    const [queue, bench] = [new TurnQueue(1), new Bench()];
    const all = ['a1', 'a2', 'a3', 'b1'].map((name) => queue.run(name[0] ?? '', bench.work(name)));
    for (let n = 0; n < 4; n += 1) await bench.letOneGo();
    await Promise.all(all);
    expect(bench.begun).toEqual(['a1', 'a2', 'b1', 'a3']);
  });

  it('lets no more run at once than it may, and none wait beyond its bound', async () => {
    const [queue, bench] = [new TurnQueue(2), new Bench()];
    const all = Array.from({ length: 6 }, (_, n) => queue.run('a', bench.work(`a${n}`)));
    await expect(queue.run('a', bench.work('too many'))).rejects.toThrow('too-many-sign-ins');
    expect(bench.begun).toEqual(['a0', 'a1']);
    for (let n = 0; n < 6; n += 1) await bench.letOneGo();
    await Promise.all(all);
    expect(bench.begun).toHaveLength(6);
  });

  it('goes on after work that failed', async () => {
    const queue = new TurnQueue(1);
    await expect(queue.run('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await queue.run('a', () => Promise.resolve(1))).toBe(1);
  });
});
