import type { RecordedEvent } from '@mailhaul/application';
import type { Client } from '@mailhaul/api-client';
import { startDovecot } from '@mailhaul/testing/servers';
import { describeWithServer } from '@mailhaul/testing/specs';
import { afterEach, expect, it } from 'vitest';
import {
  defineConnection,
  importRows,
  type JobPath,
  loopbackSettings,
  makeJob,
  makeTenant,
  order,
  pairsOf,
  untilJob,
} from '../support/api-steps.ts';
import { CleanUps } from '../support/clean-ups.ts';
import { countLetters, putLetters } from '../support/letters.ts';
import { readLog } from '../support/read-log.ts';
import { openSystem } from '../support/system-stage.ts';
import { mailboxPassword, startTwoDovecots } from '../support/two-dovecots.ts';

const users = ['ann', 'bob', 'cid'];
const letterCount = 30;
const mailboxesMax = 2;

describeWithServer('dovecot', 'one source, and jobs to independent targets', () => {
  const cleanUps = new CleanUps();
  afterEach(() => cleanUps.run());

  it(
    'are copied at once: limits count over both, each has ledgers of its own, nothing is there twice',
    { timeout: 240_000 },
    async () => {
      // One pass at a time fits into what the source gives each user.
      const first = cleanUps.keep(
        await startTwoDovecots(users, { source: { userIpConnectionsMax: 5 } }),
        (two) => two.stop(),
      );
      const accounts = Object.fromEntries(users.map((user) => [user, mailboxPassword]));
      const second = cleanUps.keep(await startDovecot({ users: accounts }), (one) => one.stop());
      const letters = (from: number, count: number) =>
        Array.from({ length: count }, (_, n) => ({ subject: `No ${from + n}`, bytes: 20_000 }));
      for (const user of users) await putLetters(first.at('source', user), letters(0, letterCount));
      const system = cleanUps.keep(await openSystem(), (one) => one.close());
      const { client } = system;
      const tenant = await makeTenant(client);
      const define = (name: string, port: number, more = {}) =>
        defineConnection(client, tenant, loopbackSettings(name, port, more));
      const source = await define('Source', first.source.port, { mailboxesMax });
      const paths: JobPath[] = [];
      for (const port of [first.target.port, second.port]) {
        const target = await define(`Target ${port}`, port);
        const path = await makeJob(client, { tenant, name: `To ${port}`, source, target });
        await importRows(
          client,
          path,
          users.map((user) => first.row(user)),
        );
        paths.push(path);
      }
      const targetsOf = (user: string) => [
        first.at('target', user),
        { ...first.at('target', user), port: second.port },
      ];
      const counts = async () =>
        Promise.all(users.flatMap((user) => targetsOf(user).map((at) => countLetters(at))));
      const both = async (command: 'startJob' | 'requestDelta') => {
        await Promise.all(paths.map((path) => order(client, command, path)));
        for (const path of paths) await untilJob(client, path, 'finished');
      };
      await both('startJob');
      expect(await counts()).toEqual(Array(6).fill(letterCount));
      await putLetters(first.at('source', 'ann'), letters(letterCount, 1));
      await both('requestDelta');
      expect((await counts()).toSorted()).toEqual([
        ...(Array(4).fill(letterCount) as number[]),
        ...(Array(2).fill(letterCount + 1) as number[]),
      ]);
      const mailboxOf = await mailboxesById(client, paths);
      await system.app.stop();
      const log = await readLog(system.dataFolder);
      const { mostAtOnce, mostOfMailbox, jobsAtOnce } = overlaps(log, mailboxOf);
      console.log(`one source: ${mostAtOnce} mailboxes at once, of ${jobsAtOnce} jobs`);
      expect(mostAtOnce).toBe(mailboxesMax);
      expect(mostOfMailbox).toBe(1);
      expect(jobsAtOnce).toBe(2);
      const ledgers = new Set(
        log.filter(({ type }) => type === 'PassOpened').map(({ stream }) => stream),
      );
      expect(ledgers.size).toBe(users.length * 2);
      const waits = log.filter(({ type }) => type === 'PassPaused' || type === 'PassFailed');
      expect(waits).toEqual([]);
    },
  );
});

interface Mailbox {
  readonly user: string;
  readonly job: string;
}

/** By pair. */
async function mailboxesById(
  client: Client,
  paths: readonly JobPath[],
): Promise<ReadonlyMap<string, Mailbox>> {
  const byId = new Map<string, Mailbox>();
  for (const path of paths) {
    const pairs = await pairsOf(client, path);
    for (const { id, source } of pairs) byId.set(id, { user: source, job: path.job });
  }
  return byId;
}

/** From the log, in its order: how many passes were under way at the same time, of all, of one mailbox, of how many jobs. */
function overlaps(log: readonly RecordedEvent[], mailboxOf: ReadonlyMap<string, Mailbox>) {
  const underWay = new Map<string, Mailbox>();
  const most = { mostAtOnce: 0, mostOfMailbox: 0, jobsAtOnce: 0 };
  for (const { stream, type } of log) {
    const pair = stream.startsWith('pair-') ? stream.slice(stream.indexOf('.') + 1) : '';
    const mailbox = mailboxOf.get(pair);
    if (mailbox === undefined) continue;
    if (type === 'LeaseGranted') underWay.set(pair, mailbox);
    else if (/^(?:Pass(?:Completed|Paused|Failed)|Lease(?:Expired|Released))$/u.test(type))
      underWay.delete(pair);
    const all = [...underWay.values()];
    const ofMailbox = users.map((user) => all.filter((one) => one.user === user).length);
    most.mostAtOnce = Math.max(most.mostAtOnce, all.length);
    most.mostOfMailbox = Math.max(most.mostOfMailbox, ...ofMailbox);
    most.jobsAtOnce = Math.max(most.jobsAtOnce, new Set(all.map(({ job }) => job)).size);
  }
  return most;
}
