import type { MailSession } from '@mailhaul/connector-contract';
import { MemoryMailSystem, memoryConnector } from '@mailhaul/connector-memory';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OperationMeter } from '../meter/operation-meter.ts';
import { withMeter } from '../meter/with-meter.ts';
import { withRetry } from '../retry/with-retry.ts';
import { ManualClock, settle } from '../spec-support/manual-clock.ts';
import { openContext } from '../spec-support/scripted-connector.ts';
import { PaceGovernor } from './pace-governor.ts';
import { withPace } from './with-pace.ts';

const turnsMax = 3000;
const itemCount = 3;
const steps = fc.constantFrom(
  'copy',
  'list-ahead',
  'drain-ahead',
  'state',
  'break',
  'unread-head',
) as fc.Arbitrary<Step>;
type Step = 'copy' | 'list-ahead' | 'drain-ahead' | 'state' | 'break' | 'unread-head';

/** What a pass does with its two sessions: streams one into the other with the next listings requested ahead. */
async function run(program: readonly Step[], source: MailSession, target: MailSession) {
  const { generation } = await source.folderState('INBOX');
  const ids = Array.from({ length: itemCount }, (_, n) => n + 1);
  let copied = 0;
  const drains: Promise<unknown>[] = [];
  for (const step of program) {
    if (step === 'unread-head') {
      const unread = source.listItems('INBOX');
      await target.folderState('INBOX');
      await Array.fromAsync(unread);
    }
    const items = source.readItems('INBOX', { generation, ids, wholeBytesMax: 100 });
    const ahead = step === 'list-ahead' ? source.listItems('INBOX') : undefined;
    if (step === 'drain-ahead') drains.push(Array.fromAsync(source.listItems('INBOX')));
    if (step === 'state') drains.push(source.folderState('INBOX'));
    for await (const item of items) {
      await target.writeBatch('INBOX', [item], { beforeCommit: () => Promise.resolve() });
      copied += 1;
      if (step === 'break') break;
    }
    if (ahead !== undefined) await Array.fromAsync(ahead);
  }
  await Promise.all(drains);
  await Promise.all([source.close(), target.close()]);
  return copied;
}

describe('withPace under any program', () => {
  it('never locks up, even with one place for all', async () => {
    const programs = fc.array(fc.array(steps, { minLength: 1, maxLength: 5 }), {
      minLength: 1,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(programs, fc.boolean(), async (tasks, isOneMailbox) => {
        const clock = new ManualClock();
        const places = { concurrencyStart: 1, mailboxConcurrencyStart: 1 };
        const governor = new PaceGovernor(clock, places);
        const open = (user: string) => {
          const system = new MemoryMailSystem(user);
          const inbox = system.mailbox(user).ensureFolder(['INBOX']);
          for (let n = 0; n < itemCount; n += 1) {
            const receivedAt = { epochSeconds: n, zoneMinutes: 0 };
            inbox.add({ bytes: new Uint8Array(10), receivedAt, flags: [] });
          }
          const metered = withMeter(memoryConnector(system, user), new OperationMeter());
          const connector = withRetry(withPace(metered, { governor }));
          return () => connector.open(openContext(clock));
        };
        const shared = open('shared');
        const finished = Promise.all(
          tasks.map(async (program, n) => {
            const openSource = isOneMailbox ? shared : open(`source ${n}`);
            const openTarget = isOneMailbox ? shared : open(`target ${n}`);
            return run(program, await openSource(), await openTarget());
          }),
        );
        let copied: number[] | undefined;
        void finished.then((counts) => (copied = counts));
        for (let turn = 0; turn < turnsMax && copied === undefined; turn += 1) await settle();
        const expected = tasks.map((program) =>
          program.reduce((sum, step) => sum + (step === 'break' ? 1 : itemCount), 0),
        );
        expect(copied, 'it locked up').toEqual(expected);
        expect(governor.waitingCount).toBe(0);
        expect(clock.sleeperCount).toBe(0);
      }),
      { numRuns: 100 },
    );
  });
});
