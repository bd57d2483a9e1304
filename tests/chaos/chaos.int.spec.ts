import { describeWithServer } from '@mailhaul/testing/specs';
import { expect, it } from 'vitest';
import { type AimName, aimNames } from './aims.ts';
import { type Copier, mailhaulCopier, naiveCopier } from './copier.ts';
import { describeChaos, runChaos } from './run-chaos.ts';

const controlMs = 60_000;
const budgetMs = 210_000;
const lanes = 3;
/** Not here: the deadline is two minutes long. `npm run chaos` has the time. */
const tooSlow: readonly AimName[] = ['frozen past deadline'];

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
    const aims = aimNames.filter((aim) => !tooSlow.includes(aim));
    const copier = mailhaulCopier();
    const report = await runChaos({
      copier,
      seed: 1,
      aims,
      perState: 3,
      kills: 0,
      lanes,
      budgetMs,
    });
    const told = [...report.failures, describeChaos(report)].join('\n\n');
    console.log(describeChaos(report));
    expect(report, told).toMatchObject({ lost: 0, doubled: 0, altered: 0, incomplete: 0 });
    expect(report.otherDifferences, told).toBe(0);
    for (const aim of aims)
      expect(report.hits.get(aim), `${aim}\n${told}`).toBeGreaterThanOrEqual(3);
  });
});

function control(copier: Copier, aims: readonly AimName[]): Parameters<typeof runChaos>[0] {
  return { copier, seed: 3, aims, perState: 2, kills: 4, lanes: 1, budgetMs: controlMs };
}
