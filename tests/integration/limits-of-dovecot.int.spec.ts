import { Sealer } from '@mailhaul/application';
import { imapConnector, probeImap } from '@mailhaul/connector-imap';
import { defaultPassOptions, type PassOptions, type PassProgress } from '@mailhaul/copy-engine';
import { MemoryEventStore } from '@mailhaul/event-store-memory';
import { seededRandom, systemClock } from '@mailhaul/kernel';
import { startImapServer } from '@mailhaul/mail-servers';
import { type PassReport, runMailboxPass } from '@mailhaul/pass-runner';
import { anyUserPassword, startDovecot } from '@mailhaul/testing/servers';
import { describeWithServer } from '@mailhaul/testing/specs';
import { expect, it, onTestFinished } from 'vitest';
import { mail, range } from '../support/numbered-mail.ts';

const quota = `
mail_plugins = $mail_plugins quota
protocol imap {
  mail_plugins = $mail_plugins imap_quota
}
plugin {
  quota = count:User quota
  quota_vsizes = yes
  quota_rule = *:storage=200K
}
`;

const folders = ['INBOX', 'A', 'B', 'C'].map((name, at) => ({
  path: [name],
  messages: range(at * 50 + 1, at * 50 + 50).map((n) => mail(n, 'x'.repeat(4096))),
}));

/** From a server of ours into a Dovecot with limits. */
async function stage(dovecot: Parameters<typeof startDovecot>[0]) {
  const source = await startImapServer({
    mailboxes: [{ user: 'ann', password: 'secret', folders }],
  });
  const target = await startDovecot(dovecot);
  onTestFinished(async () => {
    await Promise.all([source.stop(), target.stop()]);
  });
  const store = new MemoryEventStore({ clock: systemClock });
  const news: PassProgress[] = [];
  const access = { host: '127.0.0.1', security: 'none', user: 'ann' } as const;
  const targetAccess = { ...access, port: target.port, password: anyUserPassword };
  let passes = 0;
  const run = async (options: Partial<PassOptions> = {}): Promise<PassReport> => {
    passes += 1;
    return runMailboxPass({
      tenant: 'local',
      pairId: 'ann',
      store,
      sealer: new PlainSealer(),
      source: imapConnector({ ...access, port: source.port, password: 'secret' }),
      target: imapConnector(targetAccess),
      options: { ...defaultPassOptions, ...options },
      worker: { id: `worker ${passes}`, host: 'this host', isAloneOnHost: true },
      clock: systemClock,
      random: seededRandom(passes),
      stop: new AbortController().signal,
      onProgress: (one) => void news.push(one),
    });
  };
  return { run, news, targetAccess };
}

class PlainSealer extends Sealer {
  override seal(plain: string): string {
    return plain;
  }

  override open(sealed: string): string {
    return sealed;
  }
}

describeWithServer('dovecot', 'limits of a real Dovecot', () => {
  it('quota: told by the probe, warned of before the pass, and in mid-run with what is missing', async () => {
    const { run, news, targetAccess } = await stage({ extraConfig: quota });
    const context = { clock: systemClock, random: seededRandom(1) };
    const { signal } = new AbortController();
    const steps = await probeImap(targetAccess, { ...context, signal });
    expect(steps.flatMap(({ detail }) => detail)).toContain('room: 204800 of 204800 bytes free');
    const report = await run();
    const told = news.filter(({ kind }) => kind === 'quota-short');
    expect(told).toHaveLength(1);
    const [short] = told;
    if (short?.kind !== 'quota-short') throw new Error('nothing was told');
    // The first item may be there already: it shows what the target does with bytes.
    expect(204_800 - short.freeBytes).toBeLessThan(20_000);
    const error = report.end.kind === 'failed' ? report.end.error : undefined;
    expect(error).toMatchObject({ code: 'quota-exceeded', disposition: 'needsOperator' });
    expect(error?.message).toMatch(
      /^The target mailbox is full: \d+ bytes are still to copy, \d+ of 204800 bytes are free, \d+ bytes are missing\.$/,
    );
    expect(error?.serverText).toContain('OVERQUOTA');
    expect(report.totals.failed).toBe(0);
    expect(report.totals.migrated).toBeGreaterThan(0);
  });

  it.each([1, 2, 3])(
    '%i connections for each user: all is copied',
    async (userIpConnectionsMax) => {
      const { run } = await stage({ userIpConnectionsMax });
      const report = await run({ connectionPairs: 4, pairsAtStart: 4 });
      expect(report.end).toEqual({ kind: 'completed' });
      expect(report.totals).toMatchObject({ migrated: 200, failed: 0, pending: 0 });
    },
  );
});
