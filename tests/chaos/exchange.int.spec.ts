import { describe, expect, it } from 'vitest';
import { type DirectionName, directionNames } from './exchange/directions.ts';
import { aimsOf, describeExchangeChaos, runExchangeChaos } from './exchange/run-exchange-chaos.ts';
import { mailhaulBetween, naiveBetween } from './exchange/sides-copier.ts';

/** For a machine that has much else to do: it ends as soon as every state was hit. */
const budgetMs = 900_000;
const perState = 3;
/**
 * A copier of mail that falls before it has timed a large write leaves a successor that waits half a minute for late bytes, in real time: such
 * trials wait beside each other. What lies between two servers of Exchange is small, and trials of it are work.
 */
const lanesOf = (direction: DirectionName) => (direction === 'IMAP to Exchange' ? 4 : 1);

describe.concurrent('real processes killed between servers of Exchange', () => {
  it('would notice a copier that doubles', { timeout: 2 * budgetMs }, async () => {
    const report = await runExchangeChaos({
      ...{ copier: naiveBetween, direction: 'IMAP to Exchange', mood: 'usual', seed: 1 },
      ...{ perState: 0, kills: 4, lanes: 1, budgetMs },
    });
    expect(report.doubled, describeExchangeChaos(report)).toBeGreaterThan(0);
  });

  it.for(directionNames)(
    '%s: loses and doubles nothing',
    { timeout: 2 * budgetMs },
    async (direction) => {
      const report = await runExchangeChaos({
        ...{ copier: mailhaulBetween, direction, mood: 'usual', seed: 1, perState, kills: 0 },
        ...{ lanes: lanesOf(direction), budgetMs },
      });
      console.log(describeExchangeChaos(report));
      const told = [...report.failures, describeExchangeChaos(report)].join('\n\n');
      const clean = { lost: 0, doubled: 0, foreign: 0, incomplete: 0, leftToPeople: 0 };
      expect(report, told).toMatchObject(clean);
      for (const aim of aimsOf(direction)) {
        expect(report.hits.get(aim), aim).toBeGreaterThanOrEqual(perState);
      }
    },
  );
});
