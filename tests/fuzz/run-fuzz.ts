import { Chance } from './chance.ts';
import { fuzzFiles } from './fuzz-files.ts';
import { fuzzSession } from './fuzz-session.ts';
import { fuzzWire } from './fuzz-wire.ts';

/** One try may take no longer, milliseconds: its input is small. */
const tryMsMax = 25_000;

export interface Found {
  readonly target: string;
  readonly seed: number;
  readonly error: unknown;
}

const targets = { wire: fuzzWire, session: fuzzSession, files: fuzzFiles } as const;

export type FuzzTarget = keyof typeof targets;
export const fuzzTargets = Object.keys(targets) as readonly FuzzTarget[];

/** One try of one target; what it finds, or undefined. The same seed is the same try. */
export async function fuzzOnce(target: FuzzTarget, seed: number): Promise<Found | undefined> {
  const started = performance.now();
  try {
    await targets[target](new Chance(seed));
    const tookMs = performance.now() - started;
    if (tookMs > tryMsMax) throw new Error(`took ${Math.round(tookMs)} ms`);
    return undefined;
  } catch (error) {
    return { target, seed, error };
  }
}
