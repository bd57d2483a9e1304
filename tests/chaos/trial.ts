import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  compareMailboxes,
  type Comparison,
  describeComparison,
  scanMailbox,
} from '@mailhaul/testing/independent-scan';
import { anyUserPassword } from '@mailhaul/testing/servers';
import type { AimName } from './aims.ts';
import type { Hit } from './classify-hit.ts';
import type { Copier } from './copier.ts';
import { type CopierEnd, runCopier } from './run-copier.ts';
import { openLines, type SourceUser, type Stage } from './stage.ts';

export interface PlannedBlow {
  readonly aim: AimName;
  readonly skip: number;
}

export interface TrialResult {
  readonly hits: readonly Hit[];
  /** Aims whose moment did not come before the copier was done. */
  readonly missed: readonly AimName[];
  readonly isComplete: boolean;
  readonly comparison: Comparison;
  /** Doubles that one more run took away again: late commits found by the watch. */
  readonly doubledAtFirst: number;
  /** How each run ended, on one line. */
  readonly runs: string;
  readonly report: string;
}

const finishRunsMax = 4;

/** One mailbox: struck once per blow, then run until done, then compared from both sides. */
export async function runTrial(
  setting: { copier: Copier; stage: Stage; targetUser: string },
  blows: readonly PlannedBlow[],
): Promise<TrialResult> {
  const { copier, stage, targetUser } = setting;
  const isSlow = blows.some(({ aim }) => aim === 'slow line, draining after death');
  const sourceUser: SourceUser = isSlow ? 'small' : 'mixed';
  const lines = await openLines(stage, isSlow);
  const dir = mkdtempSync(join(tmpdir(), 'mh-chaos-'));
  const stateDir = join(dir, 'state');
  mkdirSync(stateDir);
  const run = {
    sourcePort: lines.source.port,
    targetPort: lines.target.port,
    sourceUser,
    targetUser,
    password: anyUserPassword,
    stateDir,
  };
  const ends: CopierEnd[] = [];
  const missed: AimName[] = [];
  try {
    for (const { aim, skip } of blows) {
      const isAfterBlow = ends.some(({ hit }) => hit !== undefined);
      const end = await runCopier({ copier, run, stage, lines }, { aim, skip, isAfterBlow });
      ends.push(end);
      if (end.hit === undefined) missed.push(aim);
    }
    for (let n = 0; n < finishRunsMax && ends.at(-1)?.exitCode !== 0; n += 1) {
      ends.push(await runCopier({ copier, run, stage, lines }, undefined));
    }
    await lines.target.settled();
    let comparison = await compare(stage, sourceUser, targetUser);
    const doubledAtFirst = comparison.counts.doubled;
    if (doubledAtFirst > 0) {
      ends.push(await runCopier({ copier, run, stage, lines }, undefined));
      comparison = await compare(stage, sourceUser, targetUser);
    }
    return {
      hits: ends.flatMap(({ hit }) => (hit === undefined ? [] : [hit])),
      missed,
      isComplete: ends.at(-1)?.exitCode === 0,
      comparison,
      doubledAtFirst,
      runs: describeRuns(ends),
      report: describe(ends, comparison),
    };
  } finally {
    await lines.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function compare(stage: Stage, source: SourceUser, targetUser: string): Promise<Comparison> {
  const expected = stage.expected.get(source);
  if (expected === undefined) throw new Error(`no mailbox ${source}`);
  const { host, port } = stage.target;
  const access = { host, port, user: targetUser, password: anyUserPassword };
  return compareMailboxes(expected, await scanMailbox(access));
}

function describeRuns(ends: readonly CopierEnd[]): string {
  const runs = ends.map(
    ({ exitCode, hit, isHung, tookMs }) =>
      `${hit ?? 'no blow'} -> ${isHung ? 'hung' : `exit ${exitCode ?? 'by signal'}`} in ${(tookMs / 1000).toFixed(1)} s`,
  );
  return runs.join('; ');
}

function describe(ends: readonly CopierEnd[], comparison: Comparison): string {
  const last = ends.at(-1)?.output.slice(-1_500) ?? '';
  return `${describeRuns(ends)}\n${describeComparison(comparison)}\nlast output: ${last}`;
}
