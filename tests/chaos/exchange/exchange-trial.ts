import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SidesCopier } from './sides-copier.ts';
import type { ExchangeAim } from './exchange-aims.ts';
import type { ExchangeStage } from './exchange-stage.ts';
import { type RunEnd, runStruck } from './run-struck.ts';
import { type Difference, differenceOf } from './stored.ts';

export interface AimedBlow {
  readonly aim: ExchangeAim;
  readonly skip: number;
}

export interface ExchangeTrialResult {
  readonly hits: readonly (ExchangeAim | 'elsewhere')[];
  /** Aims whose moment did not come before the copier was done. */
  readonly missed: readonly ExchangeAim[];
  readonly isComplete: boolean;
  /** Items that the copier will not decide about: at the end of its last run, exit code 1 for nothing else. */
  readonly leftToPeople: number;
  readonly difference: Difference;
  readonly report: string;
}

const finishRunsMax = 4;
const differencesShown = 8;

/** One mailbox: struck once per blow, then run until done, then counted on both sides. */
export async function runExchangeTrial(
  { stage, copier }: { readonly stage: ExchangeStage; readonly copier: SidesCopier },
  blows: readonly AimedBlow[],
): Promise<ExchangeTrialResult> {
  const dir = mkdtempSync(join(tmpdir(), 'mh-chaos-'));
  const { sides, line, ...trial } = await stage.openTrial();
  const setting = { copier, sides, line, stateDir: join(dir, 'state') };
  const ends: RunEnd[] = [];
  const missed: ExchangeAim[] = [];
  try {
    for (const blow of blows) {
      const isAfterBlow = ends.some(({ hit }) => hit !== undefined);
      const end = await runStruck(setting, { ...blow, isAfterBlow });
      ends.push(end);
      if (end.hit === undefined) missed.push(blow.aim);
    }
    for (let n = 0; n < finishRunsMax && !isDone(ends.at(-1)); n += 1) {
      ends.push(await runStruck(setting, undefined));
    }
    const difference = differenceOf(stage.expected, trial.inventory());
    return {
      hits: ends.flatMap(({ hit }) => (hit === undefined ? [] : [hit])),
      missed,
      isComplete: isDone(ends.at(-1)),
      leftToPeople: leftToPeople(ends.at(-1)),
      difference,
      report: reportOf(ends, difference),
    };
  } finally {
    await trial.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Struck runs never are. */
function isDone(end: RunEnd | undefined): boolean {
  return end?.exitCode === 0 || (end?.exitCode === 1 && leftToPeople(end) > 0);
}

/** By the last event about the mailbox; 0 where anything else has failed as well. */
function leftToPeople(end: RunEnd | undefined): number {
  const told = /"event":"mailbox-finished".*"end":"completed".*"failures":\[(.*?)\]/.exec(
    end?.output ?? '',
  );
  const only = /^\{"reason":"investigate","items":(\d+)\}$/.exec(told?.[1] ?? '');
  return Number(only?.[1] ?? 0);
}

function reportOf(ends: readonly RunEnd[], { lost, doubled, foreign }: Difference): string {
  const runs = ends.map(({ hit, exitCode }) => `${hit ?? 'no blow'} -> ${exitCode ?? 'killed'}`);
  const some = (what: string, list: readonly string[]) =>
    list.length === 0 ? [] : [`${what}: ${list.slice(0, differencesShown).join('; ')}`];
  return [
    runs.join(', '),
    ...some('lost', lost),
    ...some('doubled', doubled),
    ...some('foreign', foreign),
    ...some('last output', [ends.at(-1)?.output ?? '']),
  ].join('\n');
}
