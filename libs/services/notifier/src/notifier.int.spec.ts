import { decodeEvent, handleCommand } from '@mailhaul/application';
import {
  type AlertEvent,
  connectionDecider,
  connectionStream,
  type PairCommand,
  pairDecider,
  pairStream,
} from '@mailhaul/domain';
import { MemoryEventStore } from '@mailhaul/event-store-memory';
import { type Clock, seededRandom, systemClock, systemRandom, uuid4 } from '@mailhaul/kernel';
import { SMTPServer } from 'smtp-server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Notifier } from './notifier.ts';
import { smtpMailer } from './smtp-mailer.ts';
import { PlainSealer, PlainSealers } from './spec-support/plain-sealers.ts';

const tenant = 'acme';
const totals = {
  ...{ migrated: 3, excluded: 0, failed: 0, gone: 0, collapsed: 0, pending: 0 },
  bytesMigrated: 5,
};
/** A minute for each look at it: what waits for a time has waited. */
function hastyClock(): Clock {
  let ms = systemClock.wallMs();
  return {
    ...systemClock,
    wallMs: () => (ms += 60_000),
    sleep: (asked, signal) => systemClock.sleep(asked >= 60_000 ? asked : 20, signal),
  };
}

describe('the notifier', () => {
  let events: MemoryEventStore;
  let smtp: SMTPServer;
  let port: number;
  const received: string[] = [];
  const running: Notifier[] = [];
  const counted: string[] = [];

  beforeEach(async () => {
    events = new MemoryEventStore({ clock: systemClock });
    received.length = 0;
    counted.length = 0;
    smtp = new SMTPServer({
      disabledCommands: ['STARTTLS', 'AUTH'],
      onData(stream, _session, done) {
        const parts: Buffer[] = [];
        stream.on('data', (part: Buffer) => parts.push(part));
        stream.on('end', () => {
          received.push(Buffer.concat(parts).toString());
          done();
        });
      },
    });
    await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
    port = (smtp.server.address() as { port: number }).port;
  });

  afterEach(async () => {
    for (const one of running.splice(0)) await one.stop();
    await new Promise<void>((resolve) => smtp.close(resolve));
    await events.close();
  });

  function start(troubles: unknown[] = [], at = port): Notifier {
    const mailer = smtpMailer({
      server: { host: '127.0.0.1', port: at, isTls: false },
      from: 'mailhaul@example.org',
      to: ['ann@example.org'],
      clock: systemClock,
    });
    const notifier = new Notifier({
      ...{
        events,
        sealers: new PlainSealers(),
        clock: hastyClock(),
        random: seededRandom(1),
        mailer,
      },
      onTrouble: (error) => troubles.push(error),
      meter: {
        newsRaised: (tone) => counted.push(tone),
        mailEnded: (outcome) => counted.push(outcome),
      },
    });
    running.push(notifier);
    notifier.start();
    return notifier;
  }

  type Wish<C> = C extends unknown ? Omit<C, 'commandId' | 'atMs' | 'actor'> : never;

  async function tell(id: string, wish: Wish<PairCommand>): Promise<void> {
    const place = { store: events, sealer: new PlainSealer(), stream: pairStream(tenant, id) };
    const by = { commandId: uuid4(systemRandom), atMs: 7, actor: 'ann' };
    await handleCommand({ ...place, decider: pairDecider }, { ...by, ...wish });
  }

  async function alerts(): Promise<AlertEvent['data'][]> {
    const found: AlertEvent['data'][] = [];
    for (const stream of await events.listStreams('alert-')) {
      for await (const recorded of events.readStream(stream)) {
        const codec = { sealer: new PlainSealer(), upcasters: {} };
        found.push(decodeEvent<AlertEvent>(recorded, codec).data);
      }
    }
    return found;
  }

  async function begin(id: string): Promise<void> {
    await tell(id, {
      kind: 'AddPair',
      mailboxes: { source: `${id}@old.example`, target: `${id}@new.example` },
      placing: { jobId: 'job' },
    });
    await tell(id, { kind: 'SchedulePass', passId: id });
  }

  it('raises bad news of a mailbox that needs a person, and mails it with its name', async () => {
    start();
    await begin('p1');
    await tell('p1', { kind: 'FailPass', passId: 'p1', code: 'sign-in-rejected' });
    await expect.poll(() => received.length).toBe(1);
    expect(received[0]).toContain(
      'Subject: Mailhaul (acme): p1@old.example cannot go on without you',
    );
    expect(await alerts()).toMatchObject([
      { tone: 'bad', about: 'mailbox-failed', pairId: 'p1', code: 'sign-in-rejected' },
    ]);
  });

  it('gathers what comes together into one mail', async () => {
    for (const id of ['p1', 'p2', 'p3']) {
      await begin(id);
      await tell(id, { kind: 'CompletePass', passId: id, totals: { ...totals, failed: 2 } });
    }
    start();
    await expect.poll(() => received.length).toBe(1);
    expect(received[0]).toContain('Subject: Mailhaul (acme): 3 mailboxes: 6 items failed');
  });

  it('says nothing of what goes on by itself or as somebody wished', async () => {
    start();
    await begin('p1');
    await tell('p1', { kind: 'PausePass', passId: 'p1', reason: 'throttled', retryAt: 9 });
    await begin('p2');
    await tell('p2', { kind: 'PausePass', passId: 'p2', reason: 'stopped', retryAt: undefined });
    await begin('p3');
    await tell('p3', { kind: 'CompletePass', passId: 'p3', totals });
    await begin('p4');
    await tell('p4', {
      kind: 'PausePass',
      passId: 'p4',
      reason: 'target-taken',
      retryAt: undefined,
    });
    await expect
      .poll(async () => (await alerts()).filter((alert) => !('upTo' in alert)))
      .toMatchObject([{ pairId: 'p4', code: 'target-taken' }]);
  });

  it('raises each once, also when it reads the log again', async () => {
    await begin('p1');
    await tell('p1', { kind: 'FailPass', passId: 'p1', code: 'sign-in-rejected' });
    const first = start();
    await expect.poll(() => received.length).toBe(1);
    await first.stop();
    start();
    await begin('p2');
    await tell('p2', { kind: 'FailPass', passId: 'p2', code: 'sign-in-rejected' });
    await expect.poll(() => received.length).toBe(2);
    expect(received[1]).toContain('p2@old.example');
    await expect.poll(() => counted).toEqual(['bad', 'sent', 'bad', 'sent']);
    expect(await alerts()).toHaveLength(2);
  });

  it('tells once of items that fail again with each delta, and anew when they are others', async () => {
    start();
    const end = async (passId: string, failed: number) => {
      await tell('p1', { kind: 'SchedulePass', passId });
      await tell('p1', { kind: 'CompletePass', passId, totals: { ...totals, failed } });
    };
    await begin('p1');
    await end('a', 2);
    await end('b', 2);
    await end('c', 3);
    const counts = async () =>
      (await alerts()).flatMap((alert) =>
        'counts' in alert ? (alert.counts?.['items'] ?? []) : [],
      );
    await expect.poll(async () => (await counts()).sort()).toEqual([2, 3]);
  });

  it('tells of a mail that cannot be sent, and keeps the news', async () => {
    const troubles: unknown[] = [];
    await new Promise<void>((resolve) => smtp.close(resolve));
    start(troubles);
    const stream = connectionStream(tenant, 'c1');
    const place = { store: events, sealer: new PlainSealer(), stream, decider: connectionDecider };
    const by = { commandId: uuid4(systemRandom), atMs: 7, actor: 'ann' };
    const details = { name: 'Old', host: 'h', security: 'tls', signIn: 'mailbox' } as const;
    const facts = { kind: 'imap', credential: 0 } as const;
    await handleCommand(place, { ...by, kind: 'DefineConnection', facts, details });
    const broken = { ...by, commandId: uuid4(systemRandom), code: 'host-not-found' };
    await handleCommand(place, { ...broken, kind: 'TellBroken' });
    await expect.poll(() => troubles.length).toBe(1);
    expect(counted).toEqual(['bad', 'failed']);
    expect(await alerts()).toMatchObject([{ about: 'connection-broken', code: 'host-not-found' }]);
  });
});
