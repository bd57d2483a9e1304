import { describe, expect, it } from 'vitest';
import type { HostileCase, Verdict } from './hostile-case.ts';
import {
  type CaseEnd,
  type CasesRun,
  healthyCount,
  runCases,
  sourceItemCount,
} from './run-cases.ts';

const littlePatience = [
  ...['--connect-timeout', '1s'],
  ...['--silence-timeout', '1s'],
  ...['--answer-timeout', '1500ms'],
];
const peakMbMax = 300;

function expectVerdict(verdict: Verdict, { end, error, totals, verification }: CaseEnd): void {
  const grade = verification?.grade;
  const isTold =
    end === 'failed'
      ? (verdict.codes ?? []).includes(error?.code ?? '')
      : totals.failed > 0 || grade !== 'Perfect';
  if (verdict.end === 'told') {
    expect({ end, code: error?.code, grade, isTold }).toMatchObject({ isTold: true });
    return;
  }
  // A pass may end before the lie is told: then it is the verification that fails.
  if (verdict.end === 'failed') expect(verdict.codes).toContain(error?.code);
  else expect({ end, code: error?.code }).toEqual({ end: 'completed', code: undefined });
  if (verdict.grade !== undefined) expect(grade).toBe(verdict.grade);
  if (grade === 'Perfect') expect(totals.migrated).toBe(sourceItemCount);
}

/** Specs of a group of cases: all its mailboxes in one run of the command line, healthy ones among them. */
export function describeCases(name: string, cases: readonly HostileCase[]): void {
  describe(name, () => {
    let run: Promise<CasesRun> | undefined;
    const running = () => (run ??= runCases(cases, littlePatience));

    it.each(cases.map((one, at) => ({ ...one, at })))('$side: $name', async ({ verdict, at }) => {
      const { ends, stored } = await running();
      const end = ends[at];
      if (end === undefined) throw new Error('the mailbox has no end');
      expectVerdict(verdict, end);
      // What is said to be at the target is there.
      expect(end.totals.migrated).toBeLessThanOrEqual(stored[at] ?? 0);
    });

    it('the healthy mailboxes of the same run are Perfect', async () => {
      const { ends } = await running();
      const healthy = ends.slice(cases.length);
      expect(healthy.map(({ end, verification }) => [end, verification?.grade])).toEqual(
        Array.from({ length: healthyCount }, () => ['completed', 'Perfect']),
      );
    });

    it('the process stays small, and no defect of ours came up', async () => {
      const { peakMb, exitCode, stderr } = await running();
      expect(peakMb).toBeLessThan(peakMbMax);
      expect([1, 3, 4]).toContain(exitCode);
      expect(stderr).toBe('');
    });

    it('nothing of what servers said reaches the screen but as plain text', async () => {
      const { stdout } = await running();
      expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u);
    });
  });
}
