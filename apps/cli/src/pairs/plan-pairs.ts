import { dirname, resolve } from 'node:path';
import type { Io } from '../io.ts';
import type { RawConnectionOptions } from '../options/migrate-options.ts';
import type { PairDefaults, PairPlan } from './pair-plan.ts';
import { planSinglePair } from './plan-single-pair.ts';

/** All pairs that the options ask for: the single one, or the rows of pairs.csv. @throws UsageError */
export async function planPairs(
  raw: RawConnectionOptions,
  io: Io,
  warn: (message: string) => void,
): Promise<readonly PairPlan[]> {
  const defaults = pairDefaults(raw, io, warn);
  if (raw.pairs === undefined) return [await planSinglePair(defaults, io.isInteractive)];
  const [{ readPairsCsv }, { planCsvPairs }] = await Promise.all([
    import('./pairs-csv.ts'),
    import('./plan-csv-pairs.ts'),
  ]);
  return planCsvPairs(readPairsCsv(raw.pairs), defaults, dirname(resolve(raw.pairs)));
}

export function pairDefaults(
  raw: RawConnectionOptions,
  io: Io,
  warn: (message: string) => void,
): PairDefaults {
  return {
    source: { url: raw.source, passwordFile: raw.sourcePasswordFile },
    target: { url: raw.target, passwordFile: raw.targetPasswordFile },
    folderMap: raw.folderMap ?? [],
    folderRoot: raw.folderRoot,
    environment: io.environment,
    warn,
  };
}
