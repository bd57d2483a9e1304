import { ConnectorError, type ReadRequest } from '@mailhaul/connector-contract';
import { describe, expect, it } from 'vitest';
import { collect, examined, scriptedSession } from './spec-support/scripted-server.ts';

const request: ReadRequest = { generation: 7, ids: [1, 2], wholeBytesMax: 10_000_000 };
const gate = { beforeCommit: () => Promise.resolve() };
const date = 'INTERNALDATE "01-Jan-2001 00:00:00 +0000"';

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof ConnectorError ? error.code : `no error: ${String(error)}`;
}

/** A session whose every UID FETCH is answered like this. */
function fetching(text: string) {
  const { session } = scriptedSession({
    onLine: (line, tag, say) => {
      if (line.includes('EXAMINE')) say(examined(tag));
      if (line.includes('UID FETCH')) say(`${text}${tag} OK\r\n`);
    },
  });
  return session;
}

describe('bodies', () => {
  it.each([
    ['longer than announced', `* 1 FETCH (UID 1 ${date} BODY[] {3}\r\nlonger)\r\n`],
    ['of a negative length', `* 1 FETCH (UID 1 ${date} BODY[] {-5}\r\n`],
    ['without a length', `* 1 FETCH (UID 1 ${date} BODY[] {}\r\n`],
    ['of a uid that is none', `* 1 FETCH (UID 0 ${date} BODY[] {1}\r\nx)\r\n`],
    ['of a uid above 2^32', `* 1 FETCH (UID 4294967296 ${date} BODY[] {1}\r\nx)\r\n`],
  ])('%s are not taken for items', async (_, text) => {
    expect(await codeOf(collect(fetching(text).readItems('a', request)))).toBe(
      'protocol-violation',
    );
  });

  it.each([
    ['above 4 GB', '{4294967296}'],
    ['of 2^64', '{18446744073709551616}'],
    ['of 100 GB', '{99999999999}'],
  ])('%s end the connection', async (_, size) => {
    const session = fetching(`* 1 FETCH (UID 1 ${date} FLAGS () BODY[] ${size}\r\nx`);
    expect(await codeOf(collect(session.readItems('a', request)))).toBe('answer-too-large');
  });

  it('many in one response are not held together', async () => {
    const body = `BODY[] {100000}\r\n${'x'.repeat(100_000)}`;
    const session = fetching(`* 1 FETCH (UID 1 ${date} ${body} ${body} ${body})\r\n`);
    expect(await codeOf(collect(session.readItems('a', request)))).toBe('answer-too-large');
  });
});

describe('listings', () => {
  it('out of order leave the folder out, and only that', async () => {
    const rows = Array.from({ length: 2500 }, (_, n) => 5000 - n).map(
      (uid) => `* 1 FETCH (UID ${uid} RFC822.SIZE 1 FLAGS ())\r\n`,
    );
    const { session } = scriptedSession({
      onLine: (line, tag, say) => {
        if (line.includes('EXAMINE')) say(examined(tag, { count: 2500, uidNext: 9000 }));
        if (line.includes('UID FETCH')) say(`${rows.join('')}${tag} OK\r\n`);
        if (line.includes('STATUS')) say(`* STATUS b (UIDNEXT 1 UIDVALIDITY 1)\r\n${tag} OK\r\n`);
      },
    });
    expect(await codeOf(collect(session.listItems('a')))).toBe('folder-refused');
    expect((await session.folderState('b')).nextId).toBe(1);
  });

  it('keep of flags what an item can have', async () => {
    const flags = `\\Seen ${'y'.repeat(300)} ${`z${'z'.repeat(99)} `.repeat(300)}`;
    const session = fetching(`* 1 FETCH (UID 1 ${date} RFC822.SIZE 1 FLAGS (${flags}))\r\n`);
    const [page] = await collect(session.listItems('a'));
    const kept = page?.items[0]?.flags ?? [];
    expect(kept[0]).toBe('\\Seen');
    expect(kept.join('').length).toBeLessThan(9000);
  });
});

describe('patience', () => {
  it('ends with a server that talks and never answers', async () => {
    const { session } = scriptedSession({
      silenceMsMax: 5000,
      answerMsMax: 300,
      onLine: (line, _, say) => {
        if (!line.includes('STATUS')) return;
        const talk = setInterval(() => say('* OK Still here\r\n'), 20);
        setTimeout(() => clearInterval(talk), 2000);
      },
    });
    const started = performance.now();
    expect(await codeOf(session.folderState('a'))).toBe('connection-timeout');
    expect(performance.now() - started).toBeLessThan(1500);
  });

  it('lasts while what was asked for comes, however slowly', async () => {
    const body = 'x'.repeat(200_000);
    const { session } = scriptedSession({
      answerMsMax: 300,
      onLine: (line, tag, say) => {
        if (line.includes('EXAMINE')) say(examined(tag));
        if (!line.includes('UID FETCH')) return;
        say(`* 1 FETCH (UID 1 ${date} FLAGS () BODY[] {${body.length}}\r\n`);
        let sent = 0;
        const drip = setInterval(() => {
          say(body.slice(sent, sent + 20_000));
          sent += 20_000;
          if (sent < body.length) return;
          clearInterval(drip);
          say(`)\r\n${tag} OK\r\n`);
        }, 60);
      },
    });
    const items = await collect(session.readItems('a', { ...request, ids: [1] }));
    expect(items).toHaveLength(1);
  });

  it('ends with a server that tells more than anybody asked for', async () => {
    const { session, say } = scriptedSession();
    const state = codeOf(session.folderState('a'));
    const flood = `* 3 EXISTS ${'x'.repeat(1000)}\r\n`.repeat(1000);
    for (let sent = 0; sent < 20; sent += 1) say(flood);
    expect(await state).toBe('answer-too-large');
  });
});

describe('writes', () => {
  const items = ['one', 'two'].map((text) => ({
    receivedAt: { epochSeconds: 1e9, zoneMinutes: 0 },
    flags: [],
    body: { kind: 'whole' as const, bytes: Buffer.from(`${text}\r\nbody`) },
  }));

  it('end when the connection does, also while their bytes are taken', async () => {
    const { session } = scriptedSession({
      capabilities: [],
      onLine: (line, _, say) => {
        if (line.endsWith('{9}')) say('+ go on\r\n');
        if (line === 'one') say('&* 3 EXISTS\r\n');
      },
    });
    expect(await codeOf(session.writeBatch('a', items, gate))).toBe('protocol-violation');
  });

  it('are not believed that are answered before they were sent', async () => {
    const { session } = scriptedSession({
      onLine: (line, tag, say) => {
        if (line.includes('APPEND')) say(`${tag} OK [APPENDUID 7 1:2] Stored\r\n`);
      },
    });
    const slowGate = { beforeCommit: () => new Promise<void>((done) => setTimeout(done, 50)) };
    expect(await codeOf(session.writeBatch('a', items, slowGate))).toBe('protocol-violation');
  });
});
