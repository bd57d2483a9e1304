import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { printSeries } from './migrate/print-series.ts';
import { runSeries } from './migrate/run-series.ts';
import type { Series } from './migrate/series.ts';
import { availablePeers } from './peers/index.ts';

export interface MigrateBenchOptions {
  readonly series: readonly Series[];
  readonly rounds: number;
  /** Share of the messages of each series; below 1 only to try the bench itself. */
  readonly scale: number;
  /** Where CPU profiles of Mailhaul go; absent: none are made. */
  readonly profileDir: string | undefined;
  /** Names of peers to run; empty: all there are. */
  readonly only: readonly string[];
}

/**
 * Mailhaul, a bare client and the peers that are installed copy the same mail between the same two servers in
 * interleaved rounds. Only the ratios of one series mean anything: machines vary by a factor of two from hour to hour.
 */
export async function benchMigrate(options: MigrateBenchOptions): Promise<void> {
  const { rounds, profileDir, only } = options;
  const workDir = mkdtempSync(join(tmpdir(), 'mh-bench-'));
  try {
    const peers = availablePeers(workDir).filter(
      ({ name }) => only.length === 0 || only.includes(name),
    );
    for (const series of options.series) {
      const scaled = scaledSeries(series, options.scale);
      printSeries(await runSeries(scaled, { peers, rounds, workDir, profileDir }));
    }
  } finally {
    rmSync(workDir, { recursive: true, force: true });
  }
}

function scaledSeries(series: Series, scale: number): Series {
  const messages = Math.ceil(series.mail.messages * scale);
  return { ...series, mail: { ...series.mail, messages } };
}
