import { createConnection, createServer, type AddressInfo } from 'node:net';
import { Sealer } from '@mailhaul/application';
import { imapConnector } from '@mailhaul/connector-imap';
import { defaultPassOptions } from '@mailhaul/copy-engine';
import { MemoryEventStore } from '@mailhaul/event-store-memory';
import { systemClock, systemRandom } from '@mailhaul/kernel';
import { type PassReport, runMailboxPass } from '@mailhaul/pass-runner';
import { type Corpus, loadCorpus } from '@mailhaul/testing/corpus';
import { compareMailboxes, scanMailbox } from '@mailhaul/testing/independent-scan';
import { startCapabilityFilter, startProxy } from '@mailhaul/testing/proxies';
import { anyUserPassword, type DovecotServer, startDovecot } from '@mailhaul/testing/servers';
import { describeWithServer } from '@mailhaul/testing/specs';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';

const extraConfig = 'mail_plugins = zlib\nprotocol imap {\n  mail_plugins = zlib imap_zlib\n}\n';
const count = 400;
/** Below 20 Mbit/s packing pays (docs/adr/0012-compress-on-a-measured-slow-line.md). */
const slow = { downBytesPerSecond: 1_000_000, upBytesPerSecond: 1_000_000 };
const fast = {};

/** Letters in words, as people write them. */
const corpus: Corpus = {
  folders: [
    {
      path: ['INBOX'],
      isSubscribed: true,
      messages: Array.from({ length: count }, (_, n) => ({
        bytes: Buffer.from(
          `Message-ID: <${n}@spec>\r\nSubject: letter ${n}\r\n\r\n${`Of ${n} things said, the ${n % 7}th.\r\n`.repeat(180)}`,
        ),
        ...{ flags: [], epochSeconds: 1.7e9 + n, zoneMinutes: 0, quirk: '' },
      })),
    },
  ],
};

describeWithServer('dovecot', 'a whole pass from a server that can pack', () => {
  let server: DovecotServer;
  const accessTo = (user: string) => {
    return { host: '127.0.0.1', port: server.port, user, password: anyUserPassword };
  };
  beforeAll(async () => {
    server = await startDovecot({ separator: '/', extraConfig });
    await loadCorpus(corpus, accessTo('source'), { separator: '/', prefix: '' });
  });
  afterAll(() => server.stop());

  /** One pass over such a line. @returns how many bytes came from the source's server */
  async function bytesRead(
    target: string,
    { rate, hidesPacking }: { rate: object; hidesPacking: boolean },
  ): Promise<number> {
    const hidden = hidesPacking ? (['COMPRESS'] as const) : [];
    const filter = hidesPacking
      ? await startCapabilityFilter({ port: server.port, hidden })
      : server;
    const counted = await countingRelay(filter.port);
    const line = await startProxy({ port: counted.port, ...rate });
    const report = await passOver(line.port, { server, target });
    await line.stop();
    counted.stop();
    if (filter !== server) await filter.stop();
    expect(report).toMatchObject({ end: { kind: 'completed' }, totals: { migrated: count } });
    const [before, after] = await Promise.all([
      scanMailbox(accessTo('source')),
      scanMailbox(accessTo(target)),
    ]);
    expect(compareMailboxes(before, after).differences).toEqual([]);
    return counted.bytes();
  }

  it(
    'moves the same mail in fewer bytes on a slow line, and as it is on a fast one',
    { timeout: 120_000 },
    async () => {
      const plain = await bytesRead('plain', { rate: slow, hidesPacking: true });
      const packed = await bytesRead('packed', { rate: slow, hidesPacking: false });
      const onFast = await bytesRead('fast', { rate: fast, hidesPacking: false });
      expect(plain).toBeGreaterThan(2_000_000);
      // What shows that the line is slow goes over it as it is.
      expect(packed).toBeLessThan(plain / 2);
      expect(onFast).toBeGreaterThan(2_000_000);
    },
  );
});

/** What the server sends, counted as it goes by. */
async function countingRelay(port: number) {
  let bytes = 0;
  const server = createServer({ noDelay: true }, (client) => {
    const behind = createConnection({ host: '127.0.0.1', port, noDelay: true });
    behind.on('data', (piece) => (bytes += piece.length));
    behind.pipe(client);
    client.pipe(behind);
    const close = () => {
      client.destroy();
      behind.destroy();
    };
    for (const side of [client, behind]) side.on('error', close).on('close', close);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return {
    port: (server.address() as AddressInfo).port,
    bytes: () => bytes,
    stop: () => void server.close(),
  };
}

function passOver(
  sourcePort: number,
  { server, target }: { server: DovecotServer; target: string },
): Promise<PassReport> {
  const plain = { host: '127.0.0.1', security: 'none', password: anyUserPassword } as const;
  return runMailboxPass({
    tenant: 'local',
    pairId: target,
    store: new MemoryEventStore({ clock: systemClock }),
    sealer: new PlainSealer(),
    source: imapConnector({ ...plain, port: sourcePort, user: 'source' }),
    target: imapConnector({ ...plain, port: server.port, user: target }),
    options: { ...defaultPassOptions, connectionPairs: 1 },
    worker: { id: `worker of ${target}`, host: 'here', isAloneOnHost: true },
    clock: systemClock,
    random: systemRandom,
    stop: new AbortController().signal,
  });
}

class PlainSealer extends Sealer {
  override seal(text: string): string {
    return text;
  }
  override open(text: string): string {
    return text;
  }
}
