import type { Judgement } from './judge.ts';
import { seconds } from './seconds.ts';
import { type SystemChaosReport, sumOf } from './run-system-chaos.ts';

/** What a person reads. */
export function describeSystemChaos(report: SystemChaosReport): string {
  const { tally, delays, atCompletion, afterWatch, watched, asked, late, faults } = report;
  return [
    `${sumOf(tally.kills)} kills: ${listed(tally.kills)}`,
    `${sumOf(tally.stops)} stops: ${listed(tally.stops)}`,
    `other faults: ${listed(tally.others)}`,
    `states of struck writers: ${listed(tally.states)}`,
    `when its job was done: ${judged(atCompletion)} (${watched} of the tenants under watch)`,
    `when the watch had ended: ${judged(afterWatch)}`,
    `another lease after a strike: ${formatSpread(delays.lease)}`,
    `a folder without an open batch goes on after: ${formatSpread(delays.free)}`,
    `an open batch is judged after: ${formatSpread(delays.open)}`,
    `longest silence of a pass that nothing touched: ${seconds(report.longestQuietMs)}; ${report.events} events`,
    ...report.silences.map((silence) => `  ${silence}`),
    `asked for again by a person: ${asked.length}${lines(asked)}`,
    `not done: ${late.length}${lines(late)}`,
    `faults of log and figures: ${faults.length}${lines(faults)}`,
    ...atCompletion.words.slice(0, wordsMax),
    ...afterWatch.words.slice(0, wordsMax),
  ].join('\n');
}

const wordsMax = 10;

/** Whether nothing was lost, doubled or left undone, and nothing was told that is not so. */
export function isClean({
  atCompletion,
  afterWatch,
  watched,
  late,
  faults,
}: SystemChaosReport): boolean {
  const isComplete = atCompletion.lost + atCompletion.others === 0;
  // What a dead writer's server commits late is removed by the watch.
  const isOnce = atCompletion.doubled === 0 || watched > 0;
  const isExact = afterWatch.lost + afterWatch.doubled + afterWatch.others === 0;
  return isComplete && isOnce && isExact && late.length === 0 && faults.length === 0;
}

function judged({ items, lost, doubled, others, reordered }: Judgement): string {
  return `${items} items, ${lost} lost, ${doubled} doubled, ${others} other differences, ${reordered} folders in another order`;
}

function listed(counts: ReadonlyMap<string, number>): string {
  const rows = [...counts].sort(([, a], [, b]) => b - a);
  return rows.map(([name, one]) => `${one} ${name}`).join('; ');
}

/** `1.0 s (p50), 2.0 s (p99), 3.0 s at most, of 4` */
export function formatSpread(delaysMs: readonly number[]): string {
  if (delaysMs.length === 0) return 'never seen';
  const sorted = [...delaysMs].sort((a, b) => a - b);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  const [half, most, last] = [at(0.5), at(0.99), sorted.at(-1)].map((one) => seconds(one ?? 0));
  return `${half} (p50), ${most} (p99), ${last} at most, of ${sorted.length}`;
}

function lines(list: readonly string[]): string {
  return list
    .slice(0, wordsMax)
    .map((one) => `\n  ${one}`)
    .join('');
}
