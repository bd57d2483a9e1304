import { describeWithServer } from '@mailhaul/testing/specs';
import { expect, it } from 'vitest';
import { describeSystemChaos, isClean } from './describe.ts';
import { allFaults } from './faults.ts';
import { runSystemChaos, sumOf } from './run-system-chaos.ts';

/** A mailbox takes some seconds. */
const line = { bytesPerSecond: 96_000 };
const kills = 8;
/** What there is time for. */
const names = [
  'killed: ',
  'service killed',
  'worker stopped',
  'bus wiped',
  'event store killed',
  'line cut',
];
const isShort = (name: string) =>
  names.some((one) => name.includes(one)) && !name.endsWith('for long');

describeWithServer('dovecot', 'a distributed system under blows', () => {
  describeWithServer('nats', 'over NATS', () => {
    describeWithServer('mongo', 'and MongoDB', () => {
      it('loses nothing and doubles nothing', { timeout: 900_000 }, async () => {
        const report = await runSystemChaos({
          size: { tenants: 4, mailboxesEach: 1, messagesEach: 500, slots: 4, ...line },
          ...{ seed: 4, kills, stops: 1, stormMsMax: 60_000, everyMs: 900 },
          faults: allFaults.filter(({ name }) => isShort(name)),
          endsWithNewHosts: true,
        });
        const told = describeSystemChaos(report);
        console.log(told);
        expect(isClean(report), told).toBe(true);
        expect(sumOf(report.tally.kills), told).toBeGreaterThanOrEqual(kills);
      });
    });
  });
});
