import { seededRandom } from '@mailhaul/kernel';
import { type AimName, aimNames } from './aims.ts';
import type { Hit } from './classify-hit.ts';
import type { Copier } from './copier.ts';
import { openStage } from './stage.ts';
import { type PlannedBlow, runTrial, type TrialResult } from './trial.ts';

export interface ChaosOptions {
  readonly copier: Copier;
  readonly seed: number;
  /** Aims to choose from. */
  readonly aims: readonly AimName[];
  /** Enough when each aim was hit this often ... */
  readonly perState: number;
  /** ... and this many blows fell in all. */
  readonly kills: number;
  readonly budgetMs: number;
  /** Trials at the same time, each between servers of its own: most of a trial is waiting. */
  readonly lanes: number;
  readonly onTrial?: (result: TrialResult, blows: readonly PlannedBlow[]) => void;
}

export interface ChaosReport {
  readonly hits: ReadonlyMap<Hit, number>;
  readonly trials: number;
  readonly lost: number;
  readonly doubled: number;
  readonly altered: number;
  /** Flags, dates, subscriptions, folders. */
  readonly otherDifferences: number;
  /** Folders in which nothing is lost or doubled but a batch copied again stands behind later ones. */
  readonly reordered: number;
  /** Late copies that the next run's watch removed. */
  readonly removedLate: number;
  readonly incomplete: number;
  readonly failures: readonly string[];
}

const failuresKeptMax = 20;
/** A copier that so often does not finish is broken, not struck: there is nothing more to learn. */
const incompleteMax = 5;
/** How many occurrences an aim may let pass at most; halved when a copier is done sooner. */
const skipMax: Readonly<Record<AimName, number>> = {
  'intent, no byte': 24,
  'mid-literal': 24,
  'last byte, no CRLF': 20,
  'CRLF, no OK': 20,
  'OK, not settled': 20,
  'in recovery': 6,
  'frozen past deadline': 16,
  'slow line, draining after death': 16,
  'target server killed': 16,
  'source server killed': 16,
};

/** Strikes copiers between two real servers until enough blows fell, and adds up what became of the mail. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const random = seededRandom(options.seed);
  const start = performance.now();
  const hits = new Map<Hit, number>(options.aims.map((aim) => [aim, 0]));
  const skips = new Map<AimName, number>(aimNames.map((aim) => [aim, skipMax[aim]]));
  const total = {
    lost: 0,
    doubled: 0,
    altered: 0,
    otherDifferences: 0,
    reordered: 0,
    removedLate: 0,
    incomplete: 0,
  };
  const failures: string[] = [];
  const attempts = new Map<AimName, number>();
  let trials = 0;
  const underWay = new Map<AimName, number>();
  const inView = (aim: AimName) => (hits.get(aim) ?? 0) + (underWay.get(aim) ?? 0);
  /** Also when what is under way in other lanes hits: a lane that misses goes on by itself. */
  const isEnough = () => {
    const counts = [...hits.values(), ...underWay.values()];
    const all = counts.reduce((sum, count) => sum + count, 0);
    return all >= options.kills && options.aims.every((aim) => inView(aim) >= options.perState);
  };
  const isHopeless = () => total.incomplete >= incompleteMax;
  const isOver = () => performance.now() - start > options.budgetMs;
  const lane = async () => {
    const stage = await openStage(options.seed);
    try {
      while (!isEnough() && !isHopeless() && !isOver()) {
        trials += 1;
        const trial = trials;
        const plan = planBlows(options.aims, { hits, attempts }, () => random.next());
        const blows = plan.map((aim) => ({
          aim,
          skip: Math.floor(random.next() * (skips.get(aim) ?? 0)),
        }));
        for (const { aim } of blows) attempts.set(aim, (attempts.get(aim) ?? 0) + 1);
        const targetUser = `t${options.seed}-${trial}`;
        const mainAim = plan[0];
        underWay.set(mainAim, (underWay.get(mainAim) ?? 0) + 1);
        const result = await runTrial({ copier: options.copier, stage, targetUser }, blows);
        underWay.set(mainAim, (underWay.get(mainAim) ?? 0) - 1);
        options.onTrial?.(result, blows);
        note(trial, blows, result);
      }
    } finally {
      await stage.stop();
    }
  };
  const note = (trial: number, blows: readonly PlannedBlow[], result: TrialResult) => {
    for (const hit of result.hits) hits.set(hit, (hits.get(hit) ?? 0) + 1);
    for (const aim of result.missed) skips.set(aim, Math.max(1, (skips.get(aim) ?? 0) / 2));
    const { counts, differences } = result.comparison;
    total.lost += counts.lost;
    total.doubled += counts.doubled;
    total.altered += counts.altered;
    const counted = counts.lost + counts.doubled + counts.altered + counts.order;
    total.otherDifferences += differences.length - counted;
    total.reordered += counts.order;
    total.removedLate += result.doubledAtFirst - counts.doubled;
    total.incomplete += result.isComplete ? 0 : 1;
    const isBad = !result.isComplete || differences.length > 0;
    if ((isBad || result.doubledAtFirst > 0) && failures.length < failuresKeptMax) {
      const planned = blows.map(({ aim, skip }) => `${aim} (${skip})`).join(', ');
      failures.push(`trial ${trial}, aimed at ${planned}\n${result.report}`);
    }
  };
  await Promise.all(Array.from({ length: options.lanes }, lane));
  return { hits, trials, ...total, failures };
}

/** The aim hit least so far, often with a second blow behind it; a recovery needs a blow to recover from. */
function planBlows(
  names: readonly AimName[],
  so: { hits: ReadonlyMap<Hit, number>; attempts: ReadonlyMap<AimName, number> },
  chance: () => number,
): [AimName, ...AimName[]] {
  const tried = (aim: AimName) => (so.hits.get(aim) ?? 0) + (so.attempts.get(aim) ?? 0) / 3;
  const rarest = [...names].sort((a, b) => tried(a) - tried(b))[0];
  const kills = names.filter((name) => /^(intent|mid|last|CRLF|OK)/.test(name));
  const anyKill = kills[Math.floor(chance() * kills.length)];
  if (rarest === undefined) throw new Error('no aims');
  if (anyKill === undefined) return [rarest];
  if (rarest === 'in recovery') return [anyKill, 'in recovery', 'in recovery'];
  return kills.includes(rarest) && chance() < 0.4 ? [rarest, anyKill] : [rarest];
}

/** The table that a person reads. */
export function describeChaos(report: ChaosReport): string {
  const width = Math.max(...[...report.hits.keys()].map(({ length }) => length));
  const rows = [...report.hits].map(
    ([hit, count]) =>
      `  ${hit.padEnd(width)} ${String(count).padStart(4)} ${'#'.repeat(Math.min(count, 40))}`,
  );
  const all = [...report.hits.values()].reduce((sum, count) => sum + count, 0);
  const { lost, doubled, altered, otherDifferences, reordered, removedLate, incomplete, trials } =
    report;
  return [
    `${all} blows in ${trials} trials fell at`,
    ...rows,
    `${lost} lost, ${doubled} doubled, ${altered} altered, ${otherDifferences} other differences, ${reordered} reordered, ` +
      `${incomplete} never completed; ${removedLate} late copies removed by a later run`,
  ].join('\n');
}
