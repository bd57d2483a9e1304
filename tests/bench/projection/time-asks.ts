import { performance } from 'node:perf_hooks';
import { at } from './at.ts';

const rounds = 100;

/** Milliseconds of each, one after the other. */
export async function timeAsks(
  asks: Readonly<Record<string, () => Promise<unknown>>>,
): Promise<{ readonly p50: Record<string, number>; readonly p95: Record<string, number> }> {
  const p50: Record<string, number> = {};
  const p95: Record<string, number> = {};
  for (const [name, ask] of Object.entries(asks)) {
    const times: number[] = [];
    for (let n = 0; n < rounds; n += 1) {
      const begin = performance.now();
      await ask();
      times.push(performance.now() - begin);
    }
    p50[name] = at(times, 0.5);
    p95[name] = at(times, 0.95);
  }
  return { p50, p95 };
}
