import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Tally } from './blows.ts';
import { isClean } from './describe.ts';
import { addUp, type Judgement } from './judge.ts';
import type { Delays } from './pair-facts.ts';
import type { SystemChaosReport } from './run-system-chaos.ts';
import { writerStates } from './states.ts';

/** What a long run is to come to; it ends as soon as all of it is reached. */
export interface Aims {
  readonly kills: number;
  readonly stops: number;
  readonly items: number;
  readonly perState: number;
}

type Counts = Readonly<Record<string, number>>;

/** Rounds added up; kept in a file between them, so that a run goes on where it was ended. */
export interface Totals {
  readonly seeds: readonly number[];
  /** Rounds that did not come to their end, with why: what they did counts nowhere. */
  readonly broken: readonly string[];
  /** Rounds in which something was lost, doubled, late or told wrongly. */
  readonly unclean: readonly number[];
  readonly mailboxes: number;
  readonly minutes: number;
  readonly kills: Counts;
  readonly stops: Counts;
  readonly others: Counts;
  readonly states: Counts;
  readonly delays: Delays;
  readonly longestQuietMs: number;
  readonly events: number;
  readonly atCompletion: Judgement;
  readonly afterWatch: Judgement;
  readonly asked: number;
  readonly late: number;
  readonly faults: number;
}

export const noTotals: Totals = {
  ...{ seeds: [], broken: [], unclean: [], mailboxes: 0, minutes: 0 },
  ...{ kills: {}, stops: {}, others: {}, states: {} },
  delays: { lease: [], free: [], open: [] },
  ...{ longestQuietMs: 0, events: 0, asked: 0, late: 0, faults: 0 },
  ...{ atCompletion: addUp([]), afterWatch: addUp([]) },
};

export interface Round {
  readonly seed: number;
  readonly mailboxes: number;
  readonly minutes: number;
  readonly report: SystemChaosReport;
}

export function withRound(totals: Totals, round: Round): Totals {
  const { seed, mailboxes, minutes, report } = round;
  const { tally, delays, atCompletion, afterWatch } = report;
  return {
    seeds: [...totals.seeds, seed],
    broken: totals.broken,
    unclean: isClean(report) ? totals.unclean : [...totals.unclean, seed],
    mailboxes: totals.mailboxes + mailboxes,
    minutes: totals.minutes + minutes,
    ...addTally(totals, tally),
    delays: {
      lease: [...totals.delays.lease, ...delays.lease],
      free: [...totals.delays.free, ...delays.free],
      open: [...totals.delays.open, ...delays.open],
    },
    longestQuietMs: Math.max(totals.longestQuietMs, report.longestQuietMs),
    events: totals.events + report.events,
    atCompletion: addUp([totals.atCompletion, atCompletion]),
    afterWatch: addUp([totals.afterWatch, afterWatch]),
    asked: totals.asked + report.asked.length,
    late: totals.late + report.late.length,
    faults: totals.faults + report.faults.length,
  };
}

function addTally(totals: Totals, tally: Tally): Pick<Totals, keyof Tally> {
  const add = (counts: Counts, more: ReadonlyMap<string, number>) => {
    const sum = new Map(Object.entries(counts));
    for (const [name, count] of more) sum.set(name, (sum.get(name) ?? 0) + count);
    return Object.fromEntries(sum);
  };
  return {
    kills: add(totals.kills, tally.kills),
    stops: add(totals.stops, tally.stops),
    others: add(totals.others, tally.others),
    states: add(totals.states, tally.states),
  };
}

export function countOf(counts: Counts): number {
  return Object.values(counts).reduce((sum, one) => sum + one, 0);
}

/** What is still missing, in words; empty: the run is over. */
export function missingOf(totals: Totals, aims: Aims): readonly string[] {
  const wanted: [string, number, number][] = [
    ['kills', countOf(totals.kills), aims.kills],
    ['stops', countOf(totals.stops), aims.stops],
    ['items', totals.afterWatch.items, aims.items],
    ...writerStates.map((state): [string, number, number] => [
      `struck writers: ${state}`,
      totals.states[state] ?? 0,
      aims.perState,
    ]),
  ];
  return wanted
    .filter(([, have, want]) => have < want)
    .map(([name, have, want]) => `${name}: ${have} of ${want}`);
}

export function loadTotals(path: string | undefined): Totals {
  if (path === undefined || !existsSync(path)) return noTotals;
  return JSON.parse(readFileSync(path, 'utf8')) as Totals;
}

/** Whole or not at all, whenever the process ends. */
export function saveTotals(path: string | undefined, totals: Totals): void {
  if (path === undefined) return;
  writeFileSync(`${path}.new`, `${JSON.stringify(totals)}\n`);
  renameSync(`${path}.new`, path);
}
