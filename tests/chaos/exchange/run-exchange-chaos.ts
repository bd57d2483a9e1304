import { seededRandom } from '@mailhaul/kernel';
import type { SidesCopier } from './sides-copier.ts';
import { carriesMailOnly, type DirectionName, type ServerMood } from './directions.ts';
import { type ExchangeAim, exchangeAims } from './exchange-aims.ts';
import { openExchangeStage } from './exchange-stage.ts';
import { type AimedBlow, type ExchangeTrialResult, runExchangeTrial } from './exchange-trial.ts';

export interface ExchangeChaosOptions {
  readonly copier: SidesCopier;
  readonly direction: DirectionName;
  readonly mood: ServerMood;
  readonly seed: number;
  /** Enough when each state was hit this often ... */
  readonly perState: number;
  /** ... and this many blows fell in all. */
  readonly kills: number;
  readonly budgetMs: number;
  /** Trials at the same time: much of a trial is waiting. */
  readonly lanes: number;
  readonly onTrial?: (result: ExchangeTrialResult, blows: readonly AimedBlow[]) => void;
}

export interface ExchangeChaosReport {
  readonly direction: DirectionName;
  readonly mood: ServerMood;
  readonly hits: ReadonlyMap<ExchangeAim | 'elsewhere', number>;
  readonly trials: number;
  readonly lost: number;
  readonly doubled: number;
  /** Half items, and whatever else is like nothing in the source. */
  readonly foreign: number;
  readonly incomplete: number;
  /** Items that were there after a blow and could not be told from others: `investigate`, never a second copy. */
  readonly leftToPeople: number;
  readonly failures: readonly string[];
}

const failuresKeptMax = 10;
const incompleteMax = 5;
/** How many occurrences an aim may let pass at most; halved when a copier is done sooner. */
const skipMax: Readonly<Record<ExchangeAim, number>> = {
  'intent, no byte': 4,
  'request half sent': 24,
  'whole but the closing tag': 6,
  'acted upon, answer not sent': 6,
  'answered, not settled': 6,
  'in recovery': 4,
  'among exceptions': 12,
};

/** The states that a direction has. */
export function aimsOf(direction: DirectionName): readonly ExchangeAim[] {
  return exchangeAims.filter((aim) => aim !== 'among exceptions' || !carriesMailOnly(direction));
}

/** Strikes copiers in one direction until enough blows fell, and adds up what became of the items. */
export async function runExchangeChaos(
  options: ExchangeChaosOptions,
): Promise<ExchangeChaosReport> {
  const { direction, mood, seed, copier } = options;
  const random = seededRandom(seed);
  const aims = aimsOf(direction);
  const hits = new Map<ExchangeAim | 'elsewhere', number>(aims.map((aim) => [aim, 0]));
  const attempts = new Map<ExchangeAim, number>();
  const skips = new Map<ExchangeAim, number>(aims.map((aim) => [aim, skipMax[aim]]));
  const total = { lost: 0, doubled: 0, foreign: 0, incomplete: 0, leftToPeople: 0 };
  const failures: string[] = [];
  const start = performance.now();
  let trials = 0;
  const isOver = () => {
    const all = [...hits.values()].reduce((sum, count) => sum + count, 0);
    const isEnough =
      all >= options.kills && aims.every((aim) => (hits.get(aim) ?? 0) >= options.perState);
    const isLate = performance.now() - start > options.budgetMs;
    return isEnough || isLate || total.incomplete >= incompleteMax;
  };
  const note = (blows: readonly AimedBlow[], result: ExchangeTrialResult) => {
    for (const hit of result.hits) hits.set(hit, (hits.get(hit) ?? 0) + 1);
    for (const aim of result.missed) skips.set(aim, Math.max(1, (skips.get(aim) ?? 0) / 2));
    const { lost, doubled, foreign } = result.difference;
    total.lost += lost.length;
    total.doubled += doubled.length;
    total.foreign += foreign.length;
    total.leftToPeople += result.leftToPeople;
    total.incomplete += result.isComplete ? 0 : 1;
    const isBad = !result.isComplete || lost.length + doubled.length + foreign.length > 0;
    if (!isBad || failures.length >= failuresKeptMax) return;
    const planned = blows.map(({ aim, skip }) => `${aim} (${skip})`).join(', ');
    failures.push(`aimed at ${planned}\n${result.report}`);
  };
  const stage = await openExchangeStage(direction, { mood, seed });
  const lane = async () => {
    while (!isOver()) {
      trials += 1;
      const plan = planBlows(aims, { hits, attempts }, () => random.next());
      for (const aim of plan) attempts.set(aim, (attempts.get(aim) ?? 0) + 1);
      const blows = plan.map((aim) => ({
        aim,
        skip: Math.floor(random.next() * (skips.get(aim) ?? 0)),
      }));
      const result = await runExchangeTrial({ stage, copier }, blows);
      note(blows, result);
      options.onTrial?.(result, blows);
    }
  };
  try {
    await Promise.all(Array.from({ length: options.lanes }, lane));
  } finally {
    await stage.stop();
  }
  return { direction, mood, hits, trials, ...total, failures };
}

/** The state hit least so far, often with a second blow behind it; a recovery needs a blow to recover from. */
function planBlows(
  aims: readonly ExchangeAim[],
  so: {
    readonly hits: ReadonlyMap<ExchangeAim | 'elsewhere', number>;
    readonly attempts: ReadonlyMap<ExchangeAim, number>;
  },
  chance: () => number,
): ExchangeAim[] {
  const tried = (aim: ExchangeAim) => (so.hits.get(aim) ?? 0) + (so.attempts.get(aim) ?? 0) / 3;
  const [rarest = 'request half sent'] = aims.toSorted((a, b) => tried(a) - tried(b));
  const others = aims.filter((aim) => aim !== 'in recovery');
  const other = others[Math.floor(chance() * others.length)] ?? rarest;
  if (rarest === 'in recovery') return [other, rarest, rarest];
  return chance() < 0.4 ? [rarest, other] : [rarest];
}

/** The table that a person reads. */
export function describeExchangeChaos(report: ExchangeChaosReport): string {
  const { direction, mood, hits, trials, lost, doubled, foreign, incomplete, leftToPeople } =
    report;
  const width = Math.max(...[...hits.keys()].map(({ length }) => length));
  const all = [...hits.values()].reduce((sum, count) => sum + count, 0);
  return [
    `${direction}, a server ${mood === 'usual' ? 'as usual' : `that ${mood}`}: ${all} blows in ${trials} trials fell at`,
    ...[...hits].map(
      ([hit, count]) =>
        `  ${hit.padEnd(width)} ${String(count).padStart(4)} ${'#'.repeat(Math.min(count, 40))}`,
    ),
    `${lost} lost, ${doubled} doubled, ${foreign} of half or foreign, ${incomplete} never completed, ` +
      `${leftToPeople} left to people`,
  ].join('\n');
}
