import { randomBytes } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import type { ConnectorError, OutgoingItem } from '@mailhaul/connector-contract';
import { describe, expect, it } from 'vitest';
import { packingServer, type PackingScript } from './spec-support/packing-server.ts';
import { collect, examined, modern } from './spec-support/scripted-server.ts';
import { IncomingMeter, LineSpeed } from './wire/line-speed.ts';

const capabilities = [...modern, 'COMPRESS=DEFLATE'];
const row = (uid: number) =>
  `* ${uid} FETCH (UID ${uid} RFC822.SIZE 1 INTERNALDATE "01-Jan-2001 00:00:00 +0000" FLAGS ())\r\n`;

function serve(change: Partial<PackingScript> = {}) {
  return packingServer({
    capabilities,
    isSlow: true,
    onLine: (line, tag, say) => {
      if (line.includes('EXAMINE')) say(examined(tag, { count: 1, uidNext: 2 }));
      else if (line.includes('UID FETCH')) say(`${row(1)}${tag} OK\r\n`);
      else if (/^M\d+ /.test(line)) say(`${tag} OK\r\n`);
    },
    ...change,
  });
}

const compressions = (lines: readonly string[]) => lines.filter((line) => /^COMPRESS/.test(line));
const listed = async ({ session }: ReturnType<typeof serve>) =>
  (await collect(session.listItems('a'))).flatMap(({ items }) => items.map(({ id }) => id));

describe('a slow line', () => {
  it('is compressed once, before the next items; what comes packed with the answer is read', async () => {
    const served = serve();
    expect(await listed(served)).toEqual([1]);
    expect(await listed(served)).toEqual([1]);
    expect(compressions(served.lines)).toEqual(['COMPRESS DEFLATE']);
    expect(served.packedBytes()).toBeGreaterThan(0);
    served.session.abort();
  });

  it('goes on as it is where the server will not', async () => {
    const served = serve({ answer: 'NO' });
    expect(await listed(served)).toEqual([1]);
    expect(compressions(served.lines)).toHaveLength(1);
    expect(served.packedBytes()).toBe(0);
    served.session.abort();
  });

  it.for([
    { what: 'fast', change: { isSlow: false } },
    { what: 'slow to a server that does not offer it', change: { capabilities: modern } },
  ])('is left alone where it is $what', async ({ change }) => {
    const served = serve(change);
    expect(await listed(served)).toEqual([1]);
    expect(compressions(served.lines)).toEqual([]);
    served.session.abort();
  });

  it.for([
    { what: 'are no packed ones', garbage: Buffer.from('* 1 EXISTS\r\n'.repeat(20)) },
    { what: 'are chance', garbage: Buffer.concat([Buffer.from([0x07]), randomBytes(100)]) },
    // 64 MB of one endless line.
    { what: 'unfold to an endless line', garbage: deflateRawSync(Buffer.alloc(64 << 20, 'x')) },
  ])('ends the session where the bytes $what', async ({ garbage }) => {
    const served = serve({ garbage });
    const error = await listed(served).catch((problem: ConnectorError) => problem);
    expect(error).toMatchObject({ scope: 'connection' });
    expect((error as ConnectorError).code).toMatch(/protocol-violation|answer-too-large/);
  });

  it.for([
    { isSlow: true, then: ['COMPRESS DEFLATE', 'UID FETCH 101:1000'] },
    { isSlow: false, then: ['UID FETCH 101:1000'] },
  ])(
    'shows in the first items of a span (slow: $isSlow), before the rest is asked for',
    async ({ isSlow, then }) => {
      const body = (uid: number) =>
        `* ${uid} FETCH (UID ${uid} INTERNALDATE "01-Jan-2001 00:00:00 +0000" FLAGS () BODY[] {1}\r\nx)\r\n`;
      const served = serve({
        isSlow: false,
        onLine: (line, tag, say) => {
          if (line.includes('EXAMINE')) say(examined(tag, { count: 2, uidNext: 1001 }));
          else if (line.includes('FETCH 1:100 ')) {
            served.speed.isSlow = isSlow;
            say(`${body(7)}${tag} OK\r\n`);
          } else if (line.includes('FETCH 101:')) say(`${body(700)}${tag} OK\r\n`);
          else say(`${tag} OK\r\n`);
        },
      });
      const ids = { fromId: 1, belowId: 1001 };
      const read = await collect(
        served.session.readItems('a', { generation: 7, ids, wholeBytesMax: 100 }),
      );
      expect(read.map(({ id }) => id)).toEqual([7, 700]);
      const asked = served.lines.flatMap((line) => /^UID FETCH \S+|^COMPRESS.*/.exec(line) ?? []);
      expect(asked).toEqual(['UID FETCH 1:100', ...then]);
      // The next one is not looked at again.
      await collect(served.session.readItems('a', { generation: 7, ids, wholeBytesMax: 100 }));
      expect(served.lines.at(-1)).toContain('UID FETCH 1:1000');
      served.session.abort();
    },
  );

  it('that ends with its last answers gives them first', async () => {
    const rows = Array.from({ length: 500 }, (_, at) => row(at + 1)).join('');
    let fetches = 0;
    const served = serve({
      onLine: (line, tag, say) => {
        if (line.includes('EXAMINE')) say(examined(tag, { count: 500, uidNext: 501 }));
        else if (!line.includes('UID FETCH')) say(`${tag} OK\r\n`);
        else if ((fetches += 1) === 1) served.sayLast(`${rows}${tag} OK\r\n`);
      },
    });
    expect(await listed(served)).toHaveLength(500);
  });

  it('sends the last bytes of a write after the gate has agreed, and not before', async () => {
    const appended: string[] = [];
    const served = serve({
      onLine: (line, tag, say) => {
        appended.push(line);
        if (line.includes('EXAMINE') || line.includes('SELECT'))
          say(examined(tag, { count: 0, uidNext: 2 }));
        else if (line.startsWith('two')) {
          const [, number = ''] =
            /^M(\d+) APPEND/.exec(appended.find((one) => / APPEND /.test(one)) ?? '') ?? [];
          say(`M${number} OK [APPENDUID 7 5:6] .\r\n`);
        } else if (/^M\d+ /.test(line) && !line.includes('APPEND')) say(`${tag} OK\r\n`);
      },
    });
    const asked = Promise.withResolvers<void>();
    const allowed = Promise.withResolvers<void>();
    const item = (text: string): OutgoingItem => ({
      receivedAt: { epochSeconds: 1e9, zoneMinutes: 0 },
      flags: [],
      body: { kind: 'whole', bytes: Buffer.from(text) },
    });
    const writing = served.session.writeBatch('a', [item('one'), item('two')], {
      beforeCommit: () => {
        asked.resolve();
        return allowed.promise;
      },
    });
    await asked.promise;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(compressions(served.lines)).toHaveLength(1);
    expect(appended.some((line) => line.startsWith('two'))).toBe(false);
    allowed.resolve();
    expect(await writing).toMatchObject({ outcomes: [{ id: 5 }, { id: 6 }] });
    served.session.abort();
  });
});

describe('the meter', () => {
  const megabyte = 1 << 20;
  it.for([
    { mbit: 10, isSlow: true },
    { mbit: 19, isSlow: true },
    { mbit: 25, isSlow: false },
    { mbit: 1000, isSlow: false },
  ])('a line of $mbit Mbit/s is slow: $isSlow', ({ mbit, isSlow }) => {
    const speed = new LineSpeed();
    const meter = new IncomingMeter(speed);
    const chunk = 16 * 1024;
    for (let at = 0; at < megabyte; at += chunk) meter.came(chunk, at / (mbit * 125));
    expect(speed.isSlow).toBe(isSlow);
  });

  it.for([
    { what: 'a server that thinks between its answers', gapMs: 300, isOurs: false },
    { what: 'a reader that keeps it waiting', gapMs: 100, isOurs: true },
  ])('$what makes no slow line', ({ gapMs, isOurs }) => {
    const speed = new LineSpeed();
    const meter = new IncomingMeter(speed);
    for (let ms = 0; ms < 20 * gapMs; ms += gapMs) {
      meter.came(64 * 1024, ms);
      if (isOurs) meter.paused();
    }
    expect(speed.isSlow).toBe(false);
  });
});
