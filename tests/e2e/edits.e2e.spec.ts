import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Client, openSession } from '@mailhaul/api-client';
import type { PairAction } from '@mailhaul/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshKey, loopbackSettings, makeTenant, order, pairsOf } from '../support/api-steps.ts';
import { HeldPasses, type HeldPass, letterCount, wordOf } from '../support/held-passes.ts';
import { mail } from '../support/numbered-mail.ts';
import { openSystem, type SystemStage } from '../support/system-stage.ts';

const page = join(import.meta.dirname, '../../docs/reference/what-is-allowed.md');
const section = readFileSync(page, 'utf8').split('\n## What editing or deleting')[1] ?? '';
const rows = section
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
  .slice(1)
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
  .map(([done = '', pass = '', from = '']) => ({ done, pass, from }));

/** Five seconds are the promise; a machine with other work on it may be late. */
const stopMsMax = 15_000;

let system: SystemStage;
let client: Client;
let passes: HeldPasses;
let tenant: string;

beforeAll(async () => {
  // One worker: what is granted next is who comes next.
  system = await openSystem({ environment: { MAILHAUL_SLOTS: '1' } });
  ({ client } = system);
  tenant = await makeTenant(client);
  passes = await HeldPasses.start(client, tenant);
});
afterAll(async () => {
  await passes.stop();
  await system.close();
});

/** What is done, and, once its pass has ended, from when on that was seen to hold. */
interface Deed {
  readonly mailboxes?: number;
  readonly act: (held: HeldPass) => Promise<string>;
  readonly holds?: (held: HeldPass) => Promise<string>;
}

const jobOf = ({ path }: HeldPass) => client.call('readJob', { path });
const editJob = async (held: HeldPass, change: object) => {
  const { name, sourceConnectionId, targetConnectionId, options, revision } = await jobOf(held);
  const body = { name, sourceConnectionId, targetConnectionId, options, ...change };
  return wordOf(client.call('editJob', { path: held.path, body, ifMatch: revision }));
};
const editPair = async (held: HeldPass, change: object) => {
  const { id, source, target, revision } = await held.pair();
  const path = { tenant, pair: id };
  const body = { source, target, ...change };
  return wordOf(client.call('editPair', { path, body, ifMatch: revision }));
};
const actOn = async (held: HeldPass, action: PairAction, more: object = {}) => {
  const { id } = await held.pair();
  const { refused } = await client.call('actOnPairs', {
    path: held.path,
    body: { action, selection: { ids: [id] }, ...more },
    idempotencyKey: freshKey(),
  });
  return refused[0]?.code ?? 'yes';
};
const deliver = ({ user }: HeldPass, n: number, extra = '') => {
  passes.source.mailbox(user).deliver(['INBOX'], mail(n, extra));
};
/** How it stands after the pass that follows. */
const nextPass = async (held: HeldPass) => {
  const before = await held.pair();
  await order(client, 'requestDelta', held.path);
  await expect
    .poll(
      async () => {
        const pair = await held.pair();
        const isMoving = ['queued', 'running', 'ready'].includes(pair.status);
        // What is read right after the request may still be what was before it.
        return pair.revision > before.revision && !isMoving;
      },
      { timeout: 120_000 },
    )
    .toBe(true);
  return held.pair();
};
const onlyThen = (isSo: boolean) => (isSo ? 'the next pass' : 'never');
const paused = async (held: HeldPass) =>
  (await held.pair()).status === 'paused' ? 'at once' : 'never';
/** Who of two that wait for the worker had it first. */
const startOf = async (held: HeldPass) => (await passes.untilEnd(held)).startedAt ?? 0;

let later: readonly HeldPass[] = [];
let leaver: Client;

const deeds: Readonly<Record<string, Deed>> = {
  'Change a job’s name': {
    act: async (held) => {
      const word = await editJob(held, { name: 'Renamed' });
      expect((await jobOf(held)).name).toBe('Renamed');
      return word;
    },
    holds: () => Promise.resolve('at once'),
  },
  'Change a job’s options and filters': {
    act: async (held) => {
      const { options } = await jobOf(held);
      const filters = { itemBytesMax: 1000, readState: 'unread', ageDaysMin: 1 };
      return editJob(held, { options: { ...options, ...filters, excludeFolders: ['#Trash'] } });
    },
    holds: async (held) => {
      deliver(held, 90, 'x'.repeat(2000));
      deliver(held, 92);
      const { excludedFor, migrated } = await nextPass(held);
      const why = { 'larger-than-filter': 1, 'read-by-filter': 1 };
      // Both are told of the job as well.
      expect((await jobOf(held)).excludedFor ?? {}).toEqual(excludedFor ?? {});
      const isLeftOut = JSON.stringify(excludedFor) === JSON.stringify(why);
      return onlyThen(isLeftOut && migrated === letterCount);
    },
  },
  'Move a job among the others': {
    act: async () => {
      later = [await passes.queue(), await passes.queue()];
      const [second, third] = later as readonly [HeldPass, HeldPass];
      const body = { before: second.path.job };
      return wordOf(client.call('moveJob', { path: third.path, body, idempotencyKey: freshKey() }));
    },
    holds: async () => {
      const [second, third] = later as readonly [HeldPass, HeldPass];
      return (await startOf(third)) < (await startOf(second)) ? 'the next free slot' : 'never';
    },
  },
  'Change a pair’s priority': {
    mailboxes: 3,
    act: async (held) => {
      expect(await actOn(held, 'set-priority', { priority: 5 })).toBe('yes');
      const last = (await pairsOf(client, held.path)).at(-1)?.id ?? '';
      const body = { action: 'set-priority' as const, selection: { ids: [last] }, priority: 1 };
      const path = held.path;
      return wordOf(client.call('actOnPairs', { path, body, idempotencyKey: freshKey() }));
    },
    holds: async (held) => {
      const all = () => pairsOf(client, held.path);
      const isDone = async () => (await all()).every(({ status }) => status === 'completed');
      await expect.poll(isDone, { timeout: 90_000 }).toBe(true);
      const [, second, third] = await all();
      const isBefore = (third?.startedAt ?? 0) < (second?.startedAt ?? 0);
      return isBefore ? 'the next free slot' : 'never';
    },
  },
  'Change a pair’s users and passwords': {
    act: (held) => editPair(held, { sourcePassword: 'another' }),
    holds: async (held) => onlyThen((await nextPass(held)).status === 'needs-you'),
  },
  'Change a pair’s mailboxes': { act: (held) => editPair(held, { target: 'other@example.com' }) },
  'Take a pair’s target mailbox away': { act: (held) => actOn(held, 'unmatch') },
  'Change a connection': {
    act: async ({ source }) => {
      const path = { tenant, connection: source.id };
      const { revision } = await client.call('readConnection', { path });
      const settings = loopbackSettings('Nowhere', 1);
      const body = { settings, secrets: {} };
      return wordOf(client.call('editConnection', { path, body, ifMatch: revision }));
    },
    holds: async (held) => {
      const { status } = await nextPass(held);
      // It would try for long, and has the only worker.
      await order(client, 'pauseJob', held.path);
      return onlyThen(status !== 'completed');
    },
  },
  'Hold a pair': { act: (held) => actOn(held, 'hold'), holds: paused },
  'Pause a job': {
    act: ({ path }) => wordOf(order(client, 'pauseJob', path)),
    holds: paused,
  },
  'Reset a pair': { act: (held) => actOn(held, 'reset') },
  'Remove a pair': { act: (held) => actOn(held, 'remove') },
  'Delete a job': {
    act: async (held) =>
      wordOf(client.call('deleteJob', { path: held.path, ifMatch: (await jobOf(held)).revision })),
  },
  'Delete a connection': {
    act: async ({ source }) => {
      const path = { tenant, connection: source.id };
      const { revision } = await client.call('readConnection', { path });
      return wordOf(client.call('deleteConnection', { path, ifMatch: revision }));
    },
  },
  'Remove the person who started it': {
    act: async (held) => {
      const [login, password] = ['starter', 'a password of theirs'];
      const roles = [{ tenant, role: 'operator' as const }];
      const body = { login, name: 'Starter', roles, password };
      const { id, revision } = await client.call('addOperator', {
        body,
        idempotencyKey: freshKey(),
      });
      leaver = await openSession({ baseUrl: system.app.url, login, password });
      await expect(leaver.call('readSession', {})).resolves.toBeDefined();
      expect((await held.pair()).status).toBe('running');
      return wordOf(client.call('removeOperator', { path: { operator: id }, ifMatch: revision }));
    },
    holds: async () =>
      (await wordOf(leaver.call('readSession', {}))) === 'yes' ? 'never' : 'at once',
  },
};

describe('what is done while a pass runs', () => {
  it('is all that the page lists', () => {
    expect(rows.map(({ done }) => done)).toEqual(Object.keys(deeds));
  });

  it.each(rows)('$done: that pass $pass, and it holds from $from', async ({ done, ...cells }) => {
    const { act, holds, mailboxes } = deeds[done] as Deed;
    const held = await passes.begin(mailboxes);
    const word = await act(held);
    const fate = await passes.fateOf(held, cells.pass === 'stops' ? stopMsMax : 500);
    const from = (await holds?.(held)) ?? '';
    passes.open();
    expect({ pass: word === 'yes' ? fate : word, from }).toEqual(cells);
    // Refused or not: who was not stopped has ended well.
    if (word !== 'yes') expect(fate).toBe('goes on');
  });
});
