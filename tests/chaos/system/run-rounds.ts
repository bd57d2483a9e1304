import { writeFileSync } from 'node:fs';
import { describeSystemChaos, isClean } from './describe.ts';
import { runSystemChaos, type SystemChaosOptions } from './run-system-chaos.ts';
import {
  type Aims,
  countOf,
  loadTotals,
  missingOf,
  saveTotals,
  type Totals,
  withRound,
} from './totals.ts';
import { recordOf } from './write-record.ts';

export interface RoundsOptions {
  /** Of each round; its seed is counted up from the first one, past those that the totals have. */
  readonly round: Omit<SystemChaosOptions, 'seed' | 'onNews'>;
  readonly firstSeed: number;
  readonly rounds: number;
  /** No round begins later, by `performance.now()`. */
  readonly endMs: number;
  readonly aims: Aims;
  /** Where the sums are kept between rounds and runs. */
  readonly totalsFile: string | undefined;
  /** Where the record is written, after each round. */
  readonly recordFile: string | undefined;
  readonly say: (words: string) => void;
}

const minuteMs = 60_000;

/**
 * Round after round, each with a system of its own, until all that is aimed at is reached, so many rounds were run or the time
 * is over. One that breaks off is told and counts nowhere; the next one begins. Gives the sums.
 */
export async function runRounds(options: RoundsOptions): Promise<Totals> {
  const { round, firstSeed, rounds, endMs, aims, totalsFile, recordFile, say } = options;
  let totals = loadTotals(totalsFile);
  for (let n = 0; n < rounds && performance.now() < endMs; n += 1) {
    const seed = firstSeed + totals.seeds.length + totals.broken.length;
    say(`round ${n + 1}, seed ${seed}`);
    const startedMs = performance.now();
    try {
      const report = await runSystemChaos({ ...round, seed, onNews: (words) => say(`  ${words}`) });
      const minutes = (performance.now() - startedMs) / minuteMs;
      const mailboxes = round.size.tenants * round.size.mailboxesEach;
      totals = withRound(totals, { seed, mailboxes, minutes, report });
      say(
        `${describeSystemChaos(report)}\nseed ${seed}: ${isClean(report) ? 'clean' : 'NOT CLEAN'}`,
      );
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      totals = { ...totals, broken: [...totals.broken, `${seed}: ${why.split('\n')[0]}`] };
      say(`seed ${seed} broke off: ${why}`);
    }
    saveTotals(totalsFile, totals);
    if (recordFile !== undefined) writeFileSync(recordFile, recordOf(totals, aims));
    const missing = missingOf(totals, aims);
    const sum = `${countOf(totals.kills)} kills, ${countOf(totals.stops)} stops`;
    say(`together ${sum}, ${totals.afterWatch.items} items in ${Math.round(totals.minutes)} min`);
    if (missing.length === 0 && isAimed(aims)) break;
    if (isAimed(aims)) say(`missing: ${missing.join('; ')}`);
  }
  return totals;
}

function isAimed({ kills, stops, items, perState }: Aims): boolean {
  return kills + stops + items + perState > 0;
}
