import { handleCommand } from '@mailhaul/application';
import {
  type AlertFacts,
  jobDecider,
  jobStream,
  mailingStream,
  type MailOutcome,
  newsOptionsStream,
  type NewsSettings,
  newsSettingsDecider,
  type PairCommand,
  pairDecider,
  pairStream,
  usualNewsSettings,
} from '@mailhaul/domain';
import { MemoryEventStore } from '@mailhaul/event-store-memory';
import { type Clock, systemClock, systemRandom, uuid4 } from '@mailhaul/kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Notifier } from './notifier.ts';
import { smtpMailer } from './smtp-mailer.ts';
import { type MailServer, startMailServer } from './spec-support/mail-server.ts';
import { PlainSealer, PlainSealers } from './spec-support/plain-sealers.ts';

const tenant = 'acme';
const minuteMs = 60_000;
/** A little more than news are gathered for. */
const gatherMs = 40_000;
const totals = {
  ...{ migrated: 3, excluded: 0, failed: 0, gone: 0, collapsed: 0, pending: 0 },
  bytesMigrated: 5,
};
type Wish<C> = C extends unknown ? Omit<C, 'commandId' | 'atMs' | 'actor'> : never;

describe('mails of news', () => {
  let events: MemoryEventStore;
  let smtp: MailServer;
  let nowMs: number;
  const running: Notifier[] = [];
  const dead: Notifier[] = [];
  const troubles: unknown[] = [];
  /** Of who died: it hears of its mail when all is over. */
  let held: PromiseWithResolvers<MailOutcome>;
  /** Stands still until the spec moves it; what waits looks often. */
  const clock: Clock = {
    ...systemClock,
    wallMs: () => nowMs,
    sleep: (ms, signal) => systemClock.sleep(ms >= minuteMs ? ms : 5, signal),
  };

  beforeEach(async () => {
    events = new MemoryEventStore({ clock: systemClock });
    smtp = await startMailServer();
    nowMs = 1_800_000_000_000;
    held = Promise.withResolvers();
    troubles.length = 0;
  });
  afterEach(async () => {
    held.resolve({ kind: 'doubted' });
    for (const one of [...running.splice(0), ...dead.splice(0)]) await one.stop();
    await smtp.close();
    await events.close();
  });

  it('go to the tenant’s own To, CC and BCC, and tell nobody of a BCC', async () => {
    await set({
      recipients: {
        to: ['ann@a.example', 'bob@a.example'],
        cc: ['cc@a.example'],
        bcc: ['bcc@a.example'],
      },
    });
    start();
    await fail('p1');
    await mailed(1);
    const [mail] = smtp.received;
    expect(mail?.recipients).toEqual([
      'ann@a.example',
      'bob@a.example',
      'cc@a.example',
      'bcc@a.example',
    ]);
    expect(mail?.text).toMatch(/^To: ann@a.example, bob@a.example\r$/mu);
    expect(mail?.text).toMatch(/^Cc: cc@a.example\r$/mu);
    expect(mail?.text).not.toContain('bcc@a.example');
  });

  it('go to whom the system was set up with where the tenant names nobody', async () => {
    start();
    await fail('p1');
    await mailed(1);
    expect(smtp.received[0]?.recipients).toEqual(['ops@example.org']);
  });

  it('are of the kinds alone that the tenant wants mailed', async () => {
    await set({ options: { mailed: ['mailbox-completed'] } });
    start();
    await fail('p1');
    await complete('p2');
    await mailed(1);
    expect(smtp.received[0]?.text).toContain('p2@old.example of Head office has completed');
    await quiet();
    expect(smtp.received).toHaveLength(1);
  });

  it('come as often as the tenant says, also where the notifier is started anew', async () => {
    await set({ options: { everyMinutes: { good: 60, bad: 30 } } });
    const first = start();
    await fail('p1');
    await mailed(1);
    await fail('p2');
    nowMs += 20 * minuteMs;
    await quiet();
    await first.stop();
    start();
    await fail('p3');
    await quiet();
    expect(smtp.received).toHaveLength(1);
    nowMs += 10 * minuteMs;
    await mailed(2);
    expect(smtp.received[1]?.text).toContain('2 mailboxes cannot go on without you');
    expect(smtp.received[1]?.text).not.toContain('p1@old.example');
  });

  it('are sent once where the notifier dies before it knows of the end', async () => {
    const dying = start((mailer) => ({
      send: async (mail) => {
        await mailer.send(mail);
        return held.promise;
      },
    }));
    await fail('p1');
    await mailed(1);
    running.splice(running.indexOf(dying), 1);
    dead.push(dying);
    start();
    await fail('p2');
    await quiet();
    expect(await mailings()).toEqual(['MailIntended']);
    nowMs += 3 * minuteMs;
    await expect.poll(mailings, patient).toContain('MailDoubted');
    nowMs += 5 * minuteMs;
    await mailed(2);
    const [, second] = smtp.received;
    expect(second?.text).toContain('p2@old.example cannot go on');
    expect(second?.text).not.toContain('p1@old.example');
    expect(second?.text.replace(/=\r\n/gu, '')).toContain('may not have reached you');
  });

  it('whose end nobody knows are named in another, which is sent for that alone', async () => {
    smtp.answer = 'cut';
    start();
    await fail('p1');
    await settled(['MailIntended', 'MailDoubted']);
    smtp.answer = 'taken';
    nowMs += 5 * minuteMs;
    await mailed(2);
    expect(smtp.received[1]?.text).toContain('a mail with bad news may be lost');
    nowMs += 600 * minuteMs;
    await quiet();
    expect(smtp.received).toHaveLength(2);
  });

  it('that the server has not taken are sent with the next ones', async () => {
    smtp.answer = 'refused';
    start();
    await fail('p1');
    await settled(['MailIntended', 'MailRefused']);
    await quiet();
    expect(await mailings()).toHaveLength(2);
    smtp.answer = 'taken';
    await fail('p2');
    nowMs += 5 * minuteMs;
    await mailed(1);
    expect(smtp.received[0]?.text).toContain('2 mailboxes cannot go on without you');
    expect(troubles.map(String)).toEqual([expect.stringContaining('smtp-452')]);
  });

  it('say in one line that hundreds of mailboxes have started, however often the log is read', async () => {
    await set({ options: { mailed: ['mailbox-started'] } });
    const ids = Array.from({ length: 412 }, (_, n) => `p${n}`);
    for (const id of ids) await begin(id);
    const first = start();
    await expect.poll(startedNews, patient).toBe(412);
    await first.stop();
    start();
    await begin('late');
    await expect.poll(startedNews, patient).toBe(413);
    nowMs += minuteMs;
    await mailed(1);
    expect(smtp.received[0]?.text).toContain(
      'Subject: Mailhaul (acme): 413 mailboxes of Head office have started',
    );
    expect((await alerts()).filter(({ type }) => type === 'AlertRaised')).toHaveLength(1);
  });

  it('tell of a first start and end, and not of each delta', async () => {
    start();
    await complete('p1');
    await tell('p1', { kind: 'SchedulePass', passId: 'again' });
    await tell('p1', { kind: 'GrantLease', passId: 'again', workerId: 'w', untilMs: 9e15 });
    await tell('p1', { kind: 'CompletePass', passId: 'again', lease: 2, totals });
    await fail('p2');
    await expect
      .poll(async () => (await alerts()).map(({ data }) => data['about']).sort(), patient)
      .toEqual(['mailbox-completed', 'mailbox-failed', 'mailbox-started']);
  });

  it('let no name and no address say anything to a mail server', async () => {
    const evil = 'ann@a.example\r\nBcc: eve@evil.example';
    await set({
      recipients: {
        to: [evil, 'ann@a.example'],
        cc: [],
        bcc: ['x@y>\r\nRCPT TO:<eve@evil.example'],
      },
    });
    start();
    await fail('p1', 'mallory\r\nBcc: eve@evil.example\r\n\r\nClick here');
    await mailed(1);
    expect(smtp.received[0]?.recipients).toEqual(['ann@a.example']);
    expect(smtp.received[0]?.text).not.toMatch(/^Bcc/imu);
    expect(smtp.received[0]?.text).not.toMatch(/^Click here/mu);
  });

  const patient = { timeout: 10_000 };

  function start(
    by: (mailer: ReturnType<typeof smtpMailer>) => ReturnType<typeof smtpMailer> = (one) => one,
  ): Notifier {
    const server = { host: '127.0.0.1', port: smtp.port, isTls: false };
    const own = { from: 'mailhaul@example.org', to: ['ops@example.org'], clock: systemClock };
    const notifier = new Notifier({
      ...{ events, sealers: new PlainSealers(), clock, random: systemRandom },
      mailer: by(smtpMailer({ server, ...own })),
      onTrouble: (error) => troubles.push(error),
    });
    running.push(notifier);
    notifier.start();
    return notifier;
  }

  /** Once that many mails are there. News are gathered for a while first. */
  async function mailed(count: number): Promise<void> {
    const endMs = nowMs + gatherMs;
    await expect
      .poll(() => {
        nowMs = Math.min(nowMs + 1000, endMs);
        return smtp.received.length;
      }, patient)
      .toBe(count);
  }

  async function settled(types: readonly string[]): Promise<void> {
    const endMs = nowMs + gatherMs;
    await expect
      .poll(() => {
        nowMs = Math.min(nowMs + 1000, endMs);
        return mailings();
      }, patient)
      .toEqual(types);
  }

  async function quiet(): Promise<void> {
    await systemClock.sleep(150);
  }

  async function set(wanted: {
    options?: Partial<NewsSettings['options']>;
    recipients?: NewsSettings['recipients'];
  }) {
    const options = { ...usualNewsSettings.options, ...wanted.options };
    const recipients = wanted.recipients ?? usualNewsSettings.recipients;
    await handleCommand(
      {
        store: events,
        sealer: new PlainSealer(),
        stream: newsOptionsStream(tenant),
        decider: newsSettingsDecider,
      },
      {
        kind: 'SetNewsOptions',
        commandId: uuid4(systemRandom),
        atMs: nowMs,
        actor: 'ann',
        options,
        recipients,
      },
    );
  }

  async function tell(id: string, wish: Wish<PairCommand>): Promise<void> {
    const place = { store: events, sealer: new PlainSealer(), stream: pairStream(tenant, id) };
    const by = { commandId: uuid4(systemRandom), atMs: nowMs, actor: 'ann' };
    const done = await handleCommand({ ...place, decider: pairDecider }, { ...by, ...wish });
    expect(done.kind, wish.kind).toBe('accepted');
  }

  async function begin(id: string, name = id): Promise<void> {
    await nameJob();
    const mailboxes = { source: `${name}@old.example`, target: `${id}@new.example` };
    await tell(id, { kind: 'AddPair', mailboxes, placing: { jobId: 'job' } });
    await tell(id, { kind: 'SchedulePass', passId: id });
    await tell(id, { kind: 'GrantLease', passId: id, workerId: 'w', untilMs: 9e15 });
  }

  async function complete(id: string): Promise<void> {
    await begin(id);
    await tell(id, { kind: 'CompletePass', passId: id, lease: 1, totals });
  }

  async function fail(id: string, name = id): Promise<void> {
    await begin(id, name);
    await tell(id, { kind: 'FailPass', passId: id, lease: 1, code: 'sign-in-rejected' });
  }

  async function nameJob(): Promise<void> {
    const options = {
      order: 'oldest-first',
      onFilledTarget: 'match',
      verifies: true,
      connectionsPerMailbox: 2,
    } as const;
    await handleCommand(
      {
        store: events,
        sealer: new PlainSealer(),
        stream: jobStream(tenant, 'job'),
        decider: jobDecider,
      },
      {
        ...{
          kind: 'CreateJob',
          commandId: uuid4(systemRandom),
          atMs: nowMs,
          actor: 'ann',
          rank: 1,
        },
        ...{
          sourceConnectionId: 'a',
          targetConnectionId: 'b',
          details: { name: 'Head office' },
          options,
        },
      } as const,
    );
  }

  async function alerts() {
    const streams = await events.listStreams('alert-');
    const all = await Promise.all(streams.map((one) => Array.fromAsync(events.readStream(one))));
    return all.flat();
  }

  async function startedNews(): Promise<number> {
    const counts = (await alerts()).map(({ type, data }) => {
      const { added, counts: first } = data as { added?: number } & Pick<AlertFacts, 'counts'>;
      return type === 'AlertGrown' ? (added ?? 0) : (first?.['mailboxes'] ?? 0);
    });
    return counts.reduce((sum, one) => sum + one, 0);
  }

  async function mailings(): Promise<string[]> {
    return (await Array.fromAsync(events.readStream(mailingStream(tenant, 'bad')))).map(
      ({ type }) => type,
    );
  }
});
