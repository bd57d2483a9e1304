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
    for (let n = 0; n < finishRunsMax && ends.at(-1)?.exitCode !== 0; n += 1) {
      ends.push(await runStruck(setting, undefined));
    }
    const difference = differenceOf(stage.expected, trial.inventory());
    return {
      hits: ends.flatMap(({ hit }) => (hit === undefined ? [] : [hit])),
      missed,
      isComplete: ends.at(-1)?.exitCode === 0,
      difference,
      report: reportOf(ends, difference),
    };
  } finally {
    await trial.stop();
    rmSync(dir, { recursive: true, force: true });
  }
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
