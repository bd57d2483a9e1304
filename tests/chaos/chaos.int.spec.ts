import { describeWithServer } from '@mailhaul/testing/specs';
import { expect, it } from 'vitest';
import { type AimName, aimNames } from './aims.ts';
import { type Copier, mailhaulCopier, naiveCopier } from './copier.ts';
import { describeChaos, runChaos } from './run-chaos.ts';

const controlMs = 60_000;
const budgetMs = 240_000;
const perState = 3;
/** Takes the two minutes of the write deadline, nearly all of it waiting: runs beside the others. */
const slowest: AimName = 'frozen past deadline';

describeWithServer('dovecot', 'real processes killed between real servers', () => {
  const writeAims: AimName[] = ['mid-literal', 'CRLF, no OK'];

  it('would notice a copier that doubles', { timeout: 2 * controlMs }, async () => {
    const copier = naiveCopier('journal-after');
    const report = await runChaos(control(copier, writeAims));
    expect(report.doubled, describeChaos(report)).toBeGreaterThan(0);
  });

  it('would notice a copier that loses', { timeout: 2 * controlMs }, async () => {
    const copier = naiveCopier('journal-before');
    const report = await runChaos(control(copier, writeAims));
    expect(report.lost, describeChaos(report)).toBeGreaterThan(0);
  });

  it('loses and doubles nothing', { timeout: 2 * budgetMs }, async () => {
    const copier = mailhaulCopier();
    const common = { copier, perState, kills: 0, budgetMs };
    const others = aimNames.filter((aim) => aim !== slowest);
    const reports = await Promise.all([
      runChaos({ ...common, seed: 1, aims: others, lanes: 3 }),
      runChaos({ ...common, seed: 2, aims: [slowest], lanes: perState }),
    ]);
    for (const report of reports) {
      console.log(describeChaos(report));
      const told = [...report.failures, describeChaos(report)].join('\n\n');
      const clean = { lost: 0, doubled: 0, altered: 0, otherDifferences: 0, incomplete: 0 };
      expect(report, told).toMatchObject(clean);
    }
    const hits = new Map(reports.flatMap((report) => [...report.hits]));
    for (const aim of aimNames) expect(hits.get(aim), aim).toBeGreaterThanOrEqual(perState);
  });
});

function control(copier: Copier, aims: readonly AimName[]): Parameters<typeof runChaos>[0] {
  return { copier, seed: 3, aims, perState: 2, kills: 4, lanes: 1, budgetMs: controlMs };
}
