import { expect } from 'vitest';
import {
  kindsOf,
  listAll,
  makeFolder,
  message,
  openGate,
  readAll,
  refusalOf,
  writeAll,
} from '../case-support.ts';
import type { ConformanceCase } from '../conformance-case.ts';

const oddBodies: Readonly<Record<string, string>> = {
  'header only': 'Subject: header only\r\n',
  'no header': '\r\nno header\r\n',
  'no line end': 'Subject: x\r\n\r\nno end',
  'raw 8-bit header': 'Subject: \xe4\xf6\xfc \xff\r\n\r\n\xe4\r\n',
  'long line': `Subject: long\r\n\r\n${'l'.repeat(20_000)}\r\n`,
  'many headers': `${'X-Filler: 1234567890\r\n'.repeat(2000)}\r\nbody\r\n`,
  'looks like IMAP': 'Subject: {5}\r\n\r\n) {3+}\r\nM1 OK [APPENDUID 1 1]\r\n* BYE\r\n',
  'dots and From': 'Subject: dots\r\n\r\n.\r\n..\r\nFrom here\r\n>From there\r\n',
  'one byte': 'x',
};

export const hostileCases: readonly ConformanceCase[] = [
  {
    name: 'hostile: odd bodies come back byte by byte',
    run: async ({ session }) => {
      const id = await makeFolder(session, 'odd bodies');
      const texts = Object.values(oddBodies);
      await writeAll(
        session,
        id,
        texts.map((text, n) => message(n, text)),
      );
      expect((await readAll(session, id)).map(({ text }) => text)).toEqual(texts);
    },
  },
  {
    name: 'hostile: bare CR and bare LF come back as they were sent',
    run: async ({ session }) => {
      const id = await makeFolder(session, 'bare ends');
      const texts = ['Subject: cr\r\n\r\na\rb\r\n', 'Subject: lf\n\na\nb\n'];
      await writeAll(
        session,
        id,
        texts.map((text, n) => message(n, text)),
      );
      expect((await readAll(session, id)).map(({ text }) => text)).toEqual(texts);
    },
  },
  {
    name: 'hostile: two items with one Message-ID, and two equal in every byte, stay two',
    run: async ({ session }) => {
      const id = await makeFolder(session, 'twins');
      const text = 'Message-ID: <same@x>\r\nSubject: twin\r\n\r\n';
      await writeAll(session, id, [
        message(1, text),
        message(1, text),
        message(2, `${text}other\r\n`),
      ]);
      expect(await listAll(session, id)).toHaveLength(3);
    },
  },
  {
    name: 'hostile: an empty item is stored or refused by itself; its neighbours are stored',
    run: async ({ session }) => {
      const id = await makeFolder(session, 'empty item');
      const result = await session.writeBatch(
        id,
        [message(1), message(2, ''), message(3)],
        openGate,
      );
      const kinds = kindsOf(result);
      expect([kinds[0], kinds[2]]).toEqual(['written', 'written']);
      if (kinds[1] !== 'written')
        expect(refusalOf(result)).toMatchObject({ scope: 'item', disposition: 'failItem' });
      expect(await listAll(session, id)).toHaveLength(
        kinds.filter((kind) => kind === 'written').length,
      );
    },
  },
  {
    name: 'hostile: flags that no system can store do not keep the item out',
    run: async ({ session }) => {
      const id = await makeFolder(session, 'odd flags');
      const flags = ['\\Recent', 'two words', 'a(b', '"', 'x\r\nDELETE', '\\', '', 'ü'];
      await writeAll(session, id, [{ ...message(1), flags }]);
      const [item] = await listAll(session, id);
      expect(item?.flags).not.toContain('\\Recent');
    },
  },
  {
    name: 'hostile: dates outside of every calendar do not keep the item out',
    run: async ({ session }) => {
      const id = await makeFolder(session, 'odd dates');
      const dates = [-1, 0, 4_102_444_800];
      await writeAll(
        session,
        id,
        dates.map((epochSeconds, n) => ({
          ...message(n),
          receivedAt: { epochSeconds, zoneMinutes: 0 },
        })),
      );
      expect(await listAll(session, id)).toHaveLength(3);
    },
  },
];
