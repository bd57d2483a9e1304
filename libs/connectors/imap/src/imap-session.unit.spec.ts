import type { ConnectorError, OutgoingItem, ReadRequest } from '@mailhaul/connector-contract';
import { describe, expect, it } from 'vitest';
import { collect, examined, modern, scriptedSession } from './spec-support/scripted-server.ts';

const request: ReadRequest = { generation: 7, ids: [1, 2], wholeBytesMax: 1000 };
const gate = { beforeCommit: () => Promise.resolve() };

function item(text: string, epochSeconds = 1e9): OutgoingItem {
  return {
    receivedAt: { epochSeconds, zoneMinutes: 0 },
    flags: ['\\Seen'],
    body: { kind: 'whole', bytes: Buffer.from(text) },
  };
}

function failure(work: Promise<unknown>): Promise<ConnectorError> {
  return work.then(
    () => {
      throw new Error('did not fail');
    },
    (error: ConnectorError) => error,
  );
}

describe('reading', () => {
  const fetched = (uid: number, text: string) =>
    `* ${uid} FETCH (UID ${uid} INTERNALDATE "01-Jan-2001 00:00:00 +0100" FLAGS (\\Seen) BODY[] {${text.length}}\r\n${text})\r\n`;

  it('takes the items it asked for and no other data', async () => {
    const { session } = scriptedSession({
      onLine: (line, tag, say) => {
        if (line.includes('EXAMINE')) say(examined(tag));
        if (line.includes('UID FETCH')) {
          say(
            `* 9 FETCH (FLAGS (\\Deleted))\r\n* 4 EXISTS\r\n* OK still here {7}\r\n* VANISHED 3\r\n${fetched(1, 'one')}`,
          );
          say(
            `* 1 FETCH (UID 1 FLAGS ())\r\n${fetched(50, 'unasked')}* 2 FETCH (BODY[] {3}\r\ntwo FLAGS (\\Recent x) UID 2)\r\n${tag} OK\r\n`,
          );
        }
      },
    });
    const items = await collect(session.readItems('a', request));
    expect(items.map(({ id, flags }) => [id, flags])).toEqual([
      [1, ['\\Seen']],
      [2, ['x']],
    ]);
    expect(items[0]?.receivedAt).toEqual({ epochSeconds: 978_303_600, zoneMinutes: 60 });
  });

  it('refuses another UIDVALIDITY, and gives nothing of that folder', async () => {
    const { session } = scriptedSession({
      onLine: (line, tag, say) => {
        if (line.includes('EXAMINE')) say(examined(tag, { uidValidity: 8 }));
        if (line.includes('UID FETCH')) say(`${fetched(1, 'other')}${tag} OK\r\n`);
      },
    });
    expect((await failure(collect(session.readItems('a', request)))).code).toBe('folder-changed');
  });

  it('takes nothing of the folder that was open before when the next cannot be opened', async () => {
    const { session } = scriptedSession({
      onLine: (line, tag, say) => {
        if (line.includes('EXAMINE')) say(`${tag} NO [NONEXISTENT] gone\r\n`);
        if (line.includes('UID FETCH')) say(`${fetched(1, 'of another folder')}${tag} OK\r\n`);
      },
    });
    const error = await failure(collect(session.readItems('a', request)));
    expect([error.code, error.scope]).toEqual(['folder-missing', 'folder']);
    expect((await failure(collect(session.listItems('a')))).code).toBe('folder-missing');
  });

  it('opens the folder anew when an id is newer than its view', async () => {
    let opened = 0;
    const { session } = scriptedSession({
      onLine: (line, tag, say) => {
        if (line.includes('EXAMINE')) say(examined(tag, { uidNext: 4 + 10 * opened++ }));
        if (line.includes('UID FETCH 1')) say(`${fetched(1, 'x')}${fetched(2, 'y')}${tag} OK\r\n`);
        if (line.includes('UID FETCH 5')) say(`${fetched(5, 'new')}${tag} OK\r\n`);
      },
    });
    await collect(session.readItems('a', request));
    await collect(session.readItems('a', request));
    expect(opened).toBe(1);
    expect(await collect(session.readItems('a', { ...request, ids: [5] }))).toHaveLength(1);
    expect(opened).toBe(2);
  });

  it('drops the last message that n:* names below n', async () => {
    const { session } = scriptedSession({
      onLine: (line, tag, say) => {
        if (line.includes('EXAMINE')) say(examined(tag));
        if (line.includes('UID FETCH'))
          say(
            `* 3 FETCH (UID 9 RFC822.SIZE 4 INTERNALDATE "01-Jan-2001 00:00:00 +0000" FLAGS ())\r\n${tag} OK\r\n`,
          );
      },
    });
    expect(
      (await collect(session.listItems('a', { fromId: 10 }))).map(({ items }) => items),
    ).toEqual([[]]);
  });

  it('streams large bodies; one who leaves early can go on with the session', async () => {
    const big = 'x'.repeat(5000);
    const { session } = scriptedSession({
      onLine: (line, tag, say) => {
        if (line.includes('EXAMINE')) say(examined(tag));
        if (line.includes('UID FETCH'))
          say(`${fetched(1, big)}${fetched(2, 'small')}${tag} OK\r\n`);
      },
    });
    for await (const { body } of session.readItems('a', request)) {
      expect(body.kind).toBe('streamed');
      break;
    }
    const bodies = [];
    for await (const { body } of session.readItems('a', request)) {
      bodies.push(
        body.kind === 'whole'
          ? body.bytes.length
          : (await collect(body.chunks)).reduce((n, c) => n + c.length, 0),
      );
    }
    expect(bodies).toEqual([5000, 5]);
  });

  it('gets large bodies also of a server that gives them before uid and date', async () => {
    const big = 'x'.repeat(5000);
    const { session } = scriptedSession({
      onLine: (line, tag, say) => {
        if (line.includes('EXAMINE')) say(examined(tag));
        const uids = /UID FETCH ([\d:]+)/.exec(line)?.[1] === '1:2' ? [1, 2] : [1];
        if (!line.includes('UID FETCH')) return;
        for (const uid of uids) {
          const text = uid === 1 ? big : 'small';
          say(
            `* ${uid} FETCH (BODY[] {${text.length}}\r\n${text} FLAGS (\\Seen) INTERNALDATE "01-Jan-2001 00:00:00 +0100" UID ${uid})\r\n`,
          );
        }
        say(`${tag} OK\r\n`);
      },
    });
    const seen: unknown[] = [];
    for await (const { id, flags, receivedAt, body } of session.readItems('a', request)) {
      const size =
        body.kind === 'whole'
          ? body.bytes.length
          : Buffer.concat(await collect(body.chunks)).length;
      seen.push([id, flags, receivedAt.zoneMinutes, size]);
    }
    expect(seen).toEqual([
      [2, ['\\Seen'], 60, 5],
      [1, ['\\Seen'], 60, 5000],
    ]);
  });

  it('lists in ascending order what the server gives in another', async () => {
    const { session } = scriptedSession({
      onLine: (line, tag, say) => {
        if (line.includes('EXAMINE')) say(examined(tag));
        if (!line.includes('UID FETCH')) return;
        for (const uid of [7, 3, 5, 3])
          say(`* ${uid} FETCH (RFC822.SIZE 1 UID ${uid} FLAGS ())\r\n`);
        say(`${tag} OK\r\n`);
      },
    });
    const [page] = await collect(session.listItems('a'));
    expect(page?.items.map(({ id }) => id)).toEqual([3, 5, 7]);
  });

  it('lists a folder of which nothing tells UIDNEXT but STATUS as the items come in', async () => {
    const { session } = scriptedSession({
      onLine: (line, tag, say) => {
        if (line.includes('STATUS'))
          say(`* STATUS "a" (MESSAGES 2500 UIDNEXT 2600 UIDVALIDITY 7)\r\n${tag} OK\r\n`);
        if (line.includes('EXAMINE'))
          say(`* 2500 EXISTS\r\n* OK [UIDVALIDITY 7] .\r\n${tag} OK\r\n`);
        if (!line.includes('UID FETCH')) return;
        const rows = (from: number, to: number) => {
          for (let uid = from; uid <= to; uid += 1)
            say(`* ${uid} FETCH (RFC822.SIZE 1 UID ${uid} FLAGS ())\r\n`);
        };
        rows(1, 500);
        // The answer to the listing never comes.
        setImmediate(() => rows(501, 2500));
      },
    });
    const pages = session.listItems('a')[Symbol.asyncIterator]();
    const first = await pages.next();
    expect(first.value).toMatchObject({ state: { nextId: 2600 }, items: { length: 1000 } });
    session.abort();
  });

  it('does not hold a folder together that is too large, where nothing tells UIDNEXT', async () => {
    const { session } = scriptedSession({
      onLine: (line, tag, say) => {
        if (line.includes('STATUS')) say(`${tag} NO\r\n`);
        if (line.includes('EXAMINE'))
          say(`* 300000 EXISTS\r\n* OK [UIDVALIDITY 7] .\r\n${tag} OK\r\n`);
        if (!line.includes('UID FETCH')) return;
        for (let uid = 1; uid <= 101_000; uid += 1)
          say(`* ${uid} FETCH (RFC822.SIZE 1 UID ${uid} FLAGS ())\r\n`);
      },
    });
    expect((await failure(collect(session.listItems('a')))).code).toBe('answer-too-large');
  });

  it('a listing whose answer is late takes nothing from the read behind it', async () => {
    const tags: string[] = [];
    const { session } = scriptedSession({
      onLine: (line, tag, say) => {
        if (line.includes('EXAMINE')) say(examined(tag, { count: 1 }));
        if (line.includes('UID FETCH')) tags.push(tag);
        if (tags.length < 2) return;
        say(`* 1 FETCH (UID 1 RFC822.SIZE 3 FLAGS ())\r\n${fetched(1, 'one')}${fetched(2, 'two')}`);
        for (const each of tags) say(`${each} OK\r\n`);
      },
    });
    const listing = session.listItems('a');
    const read = session.readItems('a', request);
    expect((await collect(listing)).flatMap(({ items }) => items.map(({ id }) => id))).toEqual([1]);
    expect((await collect(read)).map(({ id }) => id)).toEqual([1, 2]);
  });

  it('goes on reading for an earlier read while a later one is full', async () => {
    const filler = 'f'.repeat(900);
    let tags: string[] = [];
    const { session } = scriptedSession({
      onLine: (line, tag, say) => {
        if (line.includes('EXAMINE')) say(examined(tag, { uidNext: 9999 }));
        if (!line.includes('UID FETCH')) return;
        tags = [...tags, tag];
        // Asked for once more, and still gone.
        if (tags.length > 4) say(`${tag} OK\r\n`);
        if (tags.length !== 4) return;
        // As Dovecot does: all data first, then both answers; uid 2 is gone.
        say(fetched(1, 'a'));
        for (let uid = 1000; uid < 3500; uid += 1) say(fetched(uid, filler));
        for (const each of tags) say(`${each} OK\r\n`);
      },
    });
    const first = session.readItems('a', request);
    const ids = Array.from({ length: 2500 }, (_, n) => 1000 + n).slice(0, 1500);
    const second = session.readItems('a', { ...request, ids });
    expect(await collect(first)).toHaveLength(1);
    expect(await collect(second)).toHaveLength(1500);
  });
});

describe('writing', () => {
  const appended = (tag: string, set: string) => `${tag} OK [APPENDUID 7 ${set}] done\r\n`;

  it('sends nothing that makes the server act before the gate agrees', async () => {
    const { session, written } = scriptedSession({
      onLine: (line, _, say) => {
        if (line === 'two') say(appended(/(M\d+) APPEND/.exec(written())?.[1] ?? '', '5:6'));
      },
    });
    const asked = Promise.withResolvers<void>();
    const allowed = Promise.withResolvers<void>();
    const beforeCommit = () => {
      asked.resolve();
      return allowed.promise;
    };
    let handedOver = 0;
    const onHandedOver = () => void (handedOver += 1);
    const write = session.writeBatch('a', [item('one'), item('two')], {
      beforeCommit,
      onHandedOver,
    });
    await asked.promise;
    await new Promise((resolve) => setTimeout(resolve, 20));
    // Courier acts on the last byte of a message, all others on the CRLF behind it.
    expect([written().endsWith('{3+}\r\ntw'), handedOver]).toEqual([true, 0]);
    allowed.resolve();
    expect(await write).toMatchObject({ outcomes: [{ id: 5, generation: 7 }, { id: 6 }] });
    expect([written().endsWith('two\r\n'), handedOver]).toEqual([true, 1]);
  });

  it('cuts the line when the gate refuses: last byte and CRLF never go out', async () => {
    const { session, written } = scriptedSession();
    const error = await failure(
      session.writeBatch('a', [item('one')], {
        beforeCommit: () => Promise.reject(new Error('not ours any more')),
      }),
    );
    expect([error.code, error.scope]).toEqual(['write-aborted', 'connection']);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(written().endsWith('{3+}\r\non')).toBe(true);
    expect((await failure(session.listFolders())).scope).toBe('connection');
  });

  it('maps ids to items in order, also when the smallest goes last', async () => {
    const { session, written } = scriptedSession({
      onLine: (line, tag, say) => {
        if (/\{\d+\}$/.test(line)) say('+ go\r\n');
        if (line === 'small') say(appended(/(M\d+) APPEND/.exec(written())?.[1] ?? tag, '5:7'));
      },
    });
    const big = item('b'.repeat(70_000));
    const result = await session.writeBatch('a', [big, item('small'), big], gate);
    expect(result).toMatchObject({ kind: 'answered', outcomes: [{ id: 5 }, { id: 7 }, { id: 6 }] });
  });

  it('an answer to an earlier write is not taken for one to the literal that waits', async () => {
    const big = item('b'.repeat(70_000));
    let waiting = '';
    const { session, written } = scriptedSession({
      onLine: (line, _, say) => {
        const tags = [...written().matchAll(/(M\d+) APPEND/g)].map((match) => match[1] ?? '');
        if (/\{\d+\}$/.test(line)) {
          if (tags.length === 1) say('+ go\r\n');
          else {
            // The first is answered while the second waits for its go-on.
            waiting = tags[1] ?? '';
            say(appended(tags[0] ?? '', '1:2'));
            setTimeout(() => say('+ go\r\n'), 20);
          }
        } else if (line === 'end2') say(appended(waiting, '3:4'));
      },
    });
    const first = session.writeBatch('a', [big, item('end1')], gate);
    const second = session.writeBatch('a', [big, item('end2')], gate);
    expect(await first).toMatchObject({ outcomes: [{ id: 1 }, { id: 2 }] });
    expect(await second).toMatchObject({ outcomes: [{ id: 3 }, { id: 4 }] });
  });

  it('a line that takes bytes slowly is not silent', async () => {
    const { session } = scriptedSession({
      silenceMsMax: 400,
      bytesPerMs: 2_000,
      onLine: (line, tag, say) => {
        if (line.endsWith('END')) say('M2 OK [APPENDUID 7 5] .\r\n');
      },
    });
    const large = item(`${'x'.repeat(4 << 20)}\r\nEND`);
    const result = await session.writeBatch('a', [large], gate);
    expect(result).toMatchObject({ outcomes: [{ kind: 'written', id: 5 }] });
  });

  it('one by one where the server has no MULTIAPPEND, asking the gate for each', async () => {
    let asked = 0;
    const { session, written } = scriptedSession({
      capabilities: ['LITERAL+'],
      onLine: (line, tag, say) => {
        const last = [...written().matchAll(/(M\d+) APPEND/g)].at(-1)?.[1] ?? '';
        if (line === 'bad') say(`${last} NO [OVERQUOTA] full\r\n`);
        else if (line === 'good' || line === '') say(`${last} OK\r\n`);
        else if (line.includes('STATUS'))
          say(`* STATUS a (UIDNEXT 12 UIDVALIDITY 7 MESSAGES 1)\r\n${tag} OK\r\n`);
      },
    });
    const counting = { beforeCommit: () => Promise.resolve(void (asked += 1)) };
    const result = await session.writeBatch('a', [item('good'), item('bad'), item('')], counting);
    expect(asked).toBe(3);
    expect(result).toMatchObject({
      kind: 'answered',
      after: { generation: 7, nextId: 12 },
      outcomes: [
        { kind: 'written' },
        { kind: 'refused', error: { code: 'quota-exceeded', scope: 'mailbox' } },
        {},
      ],
    });
  });

  it('says of a refused batch that it was refused whole', async () => {
    const { session, written } = scriptedSession({
      onLine: (line, _, say) => {
        if (line === 'two')
          say(`${/(M\d+) APPEND/.exec(written())?.[1] ?? ''} NO [TRYCREATE] no such\r\n`);
      },
    });
    const result = await session.writeBatch('a', [item('one'), item('two')], gate);
    expect(result).toMatchObject({ kind: 'batch-refused', error: { code: 'folder-missing' } });
  });

  it('does without a body that is shorter than it says: cut, not committed', async () => {
    const { session, written } = scriptedSession();
    async function* short(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(Buffer.from('abc'));
    }
    const broken: OutgoingItem = {
      ...item(''),
      body: { kind: 'streamed', size: 10, chunks: short() },
    };
    expect((await failure(session.writeBatch('a', [broken], gate))).code).toBe('write-aborted');
    expect(written()).not.toContain('abc\r\n');
  });

  it('refuses an item too large for APPENDLIMIT, or with NUL, without sending it', async () => {
    const { session, written } = scriptedSession({ capabilities: [...modern, 'APPENDLIMIT=5'] });
    const result = await session.writeBatch('a', [item('123456'), item('a\0b')], gate);
    expect(result).toMatchObject({
      outcomes: [
        { kind: 'refused', error: { code: 'item-too-large' } },
        { kind: 'refused', error: { code: 'item-refused' } },
      ],
    });
    expect(written()).not.toContain('APPEND');
  });
});

describe('a server that breaks', () => {
  it.each([
    ['an answer to no command', 'M999 OK\r\n', 'protocol-violation'],
    ['an answer of another client', 'A1 OK\r\n', 'protocol-violation'],
    ['a continuation nobody asked for', '+ go\r\n', 'protocol-violation'],
    ['garbage', '\u0000\u0001\u0002\r\n', 'protocol-violation'],
    ['an endless line', 'x'.repeat(2_000_000), 'answer-too-large'],
    ['a literal that lies', '* LIST () "/" {99999999}\r\n', 'answer-too-large'],
    ['BYE', '* BYE Too many simultaneous connections. \u001b[31m\r\n', 'too-many-connections'],
  ])('%s ends the session', async (_, bytes, code) => {
    const { session, say, server } = scriptedSession();
    const listing = failure(session.listFolders());
    say(bytes);
    if (bytes.startsWith('* BYE')) server.end();
    const error = await listing;
    expect([error.code, error.scope]).toEqual([code, 'connection']);
    expect(error.remedy.length).toBeGreaterThan(10);
    expect(error.serverText ?? '').not.toContain('\u001b');
  });

  it('closed at any step, every call in progress ends, and those after it', async () => {
    const text =
      examined('M2') +
      '* 1 FETCH (UID 1 INTERNALDATE "01-Jan-2001 00:00:00 +0000" FLAGS () BODY[] {3}\r\nabc)\r\nM3 OK\r\n';
    for (let cut = 0; cut < text.length - 1; cut += 1) {
      const { session, say, server } = scriptedSession();
      const calls = [
        collect(session.readItems('a', request)),
        session.folderState('b'),
        session.listFolders(),
      ];
      say(text.slice(0, cut));
      server.end();
      for (const call of calls) expect((await failure(call)).scope).toBe('connection');
      expect((await failure(session.writeBatch('a', [item('x')], gate))).scope).toBe('connection');
      await session.close();
    }
  });

  it('that does not answer a goodbye is left without one, when all else was answered', async () => {
    const { session, say, written } = scriptedSession({ silenceMsMax: 60_000 });
    const state = session.folderState('a');
    const leaving = session.close();
    await new Promise((resolve) => setTimeout(resolve, 2_200));
    expect(written()).toContain('LOGOUT');
    say('* STATUS "a" (MESSAGES 1 UIDNEXT 2 UIDVALIDITY 7)\r\nM2 OK\r\n');
    expect(await state).toMatchObject({ nextId: 2 });
    const before = Date.now();
    await leaving;
    expect(Date.now() - before).toBeLessThan(2_100);
  });

  it('that says OK and [THROTTLED] is heard', async () => {
    let slowed = 0;
    const { session } = scriptedSession({
      onSlowDown: () => (slowed += 1),
      onLine: (_, tag, say) => {
        const data = '* STATUS "a" (MESSAGES 1 UIDNEXT 2 UIDVALIDITY 7)\r\n';
        say(`${data}${tag} OK Success${slowed === 0 ? ' [THROTTLED]' : ''}\r\n`);
      },
    });
    for (let n = 0; n < 3; n += 1) await session.folderState('a');
    expect(slowed).toBe(1);
  });

  it('that falls silent is given up', async () => {
    const { session } = scriptedSession({ silenceMsMax: 100 });
    const error = await failure(session.folderState('a'));
    expect([error.code, error.scope, error.disposition]).toEqual([
      'connection-timeout',
      'connection',
      'retry',
    ]);
  });

  it('cannot bring in another folder through names with line breaks', async () => {
    const { session, written } = scriptedSession({ capabilities: [] });
    const error = await failure(session.folderState('a"\r\nM9 DELETE "b'));
    expect(error.code).toBe('folder-refused');
    expect(written()).not.toContain('DELETE');
  });
});
