import { connect, createServer } from 'node:net';
import { connectorConformance } from '@mailhaul/connector-conformance';
import { anyUserPassword, type DovecotServer, startDovecot } from '@mailhaul/testing/servers';
import { describeWithServer } from '@mailhaul/testing/specs';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { systemClock, systemRandom } from '@mailhaul/kernel';
import { openSession } from './imap-session.ts';
import { imapIdentity, imapSettingsSchema } from './imap-settings.ts';
import { FetchLimits } from './operations/fetch-limits.ts';
import { fullClaims } from './spec-support/imap-claims.ts';
import { LineSpeed } from './wire/line-speed.ts';

const extraConfig = 'mail_plugins = zlib\nprotocol imap {\n  mail_plugins = zlib imap_zlib\n}\n';
let userCount = 0;

function againstSlow(name: string, isTls: boolean): void {
  describeWithServer('dovecot', name, () => {
    let server: DovecotServer;
    beforeAll(async () => {
      server = await startDovecot({ extraConfig, tls: isTls });
    });
    afterAll(() => server.stop());
    if (!isTls) it('what is written goes packed over the line', () => writesPacked(server.port));
    connectorConformance({
      name,
      expected: fullClaims,
      create: () => {
        const { host, certificate: ca } = server;
        const settings = imapSettingsSchema.parse({
          host,
          port: isTls ? server.tlsPort : server.port,
          security: isTls ? 'tls' : 'none',
          user: `user${(userCount += 1)}`,
          password: anyUserPassword,
          ...(ca === undefined ? {} : { ca }),
        });
        const speed = new LineSpeed();
        speed.isSlow = true;
        const learned = { limits: new FetchLimits(), speed };
        const connector = {
          kind: 'imap',
          identity: imapIdentity(settings),
          open: (context: Parameters<typeof openSession>[1]) =>
            openSession(settings, context, learned),
        } as const;
        return Promise.resolve({ connector, dispose: () => Promise.resolve() });
      },
      waived: {
        'hostile: bare CR and bare LF come back as they were sent': {
          reason:
            'Dovecot sends every line end as CRLF; the connector gives what the server serves',
          date: '2026-11-23',
        },
      },
    });
  });
}

againstSlow('Dovecot on a line that is compressed', false);
againstSlow('Dovecot over TLS on a line that is compressed', true);

/** A megabyte that packs well, through a relay that counts. */
async function writesPacked(port: number): Promise<void> {
  let sent = 0;
  const relay = createServer((client) => {
    const server = connect(port, '127.0.0.1');
    client.on('data', (chunk: Buffer) => (sent += chunk.length));
    client.pipe(server).pipe(client);
    for (const socket of [client, server]) socket.on('error', () => client.destroy());
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void relay.close());
  const address = relay.address();
  const settings = imapSettingsSchema.parse({
    host: '127.0.0.1',
    port: typeof address === 'object' ? address?.port : undefined,
    security: 'none',
    user: 'packed',
    password: anyUserPassword,
  });
  const speed = new LineSpeed();
  speed.isSlow = true;
  const signal = new AbortController().signal;
  const context = { clock: systemClock, random: systemRandom, signal };
  const session = await openSession(settings, context, { limits: new FetchLimits(), speed });
  const bytes = Buffer.from(`Subject: x\r\n\r\n${'a line like any other\r\n'.repeat(45_000)}`);
  const receivedAt = { epochSeconds: 1e9, zoneMinutes: 0 };
  const item = { receivedAt, flags: [], body: { kind: 'whole', bytes } as const };
  await session.writeBatch('INBOX', [item], { beforeCommit: () => Promise.resolve() });
  expect(sent).toBeLessThan(bytes.length / 10);
  const ids = [1];
  const { generation } = await session.folderState('INBOX');
  for await (const { body } of session.readItems('INBOX', {
    generation,
    ids,
    wholeBytesMax: 2 << 20,
  }))
    expect(body.kind === 'whole' && Buffer.compare(bytes, body.bytes) === 0).toBe(true);
  await session.close();
}
