import { imapConnector } from '@mailhaul/connector-imap';
import type { MailConnector } from '@mailhaul/connector-contract';
import { MemoryEventStore } from '@mailhaul/event-store-memory';
import { systemClock } from '@mailhaul/kernel';
import { scanMailbox } from '@mailhaul/testing/independent-scan';
import { anyUserPassword, type PrivateServer } from '@mailhaul/testing/servers';
import { describeWithServer } from '@mailhaul/testing/specs';
import { afterAll, expect, it } from 'vitest';
import { type EngineStage, startStage } from '../support/engine-stage.ts';
import { mail, range } from '../support/numbered-mail.ts';
import { courier, cyrus } from './server-kinds.ts';

/** Of four messages: an 8-bit header, a bare CR, a date that is not kept, and one that nobody alters. */
function oddMail(n: number) {
  const kinds = [
    `Subject: number ${n} caf\xe9\r\n\r\nNumber ${n}.\r\n`,
    `Subject: number ${n}\r\n\r\nNum\rber ${n}.\r\n`,
    String(mail(n).bytes),
    `Subject: number ${n}\r\n\r\nNumber ${n}.\r\n`,
  ];
  const bytes = Buffer.from(kinds[n % kinds.length] ?? '', 'latin1');
  const early = { internalDate: { epochSeconds: 0, zoneMinutes: 0 } };
  return { ...mail(n), bytes, ...(n % kinds.length === 2 ? early : {}) };
}

const all = range(1, 120);

/** Tells of each answer to a write while its process does not know of it yet. */
function telling(connector: MailConnector, onWritten: () => void): MailConnector {
  return {
    ...connector,
    open: async (context) => {
      const session = await connector.open({ ...context, clock: systemClock });
      return new Proxy(session, {
        get(inner, name) {
          const value: unknown = Reflect.get(inner, name, inner);
          if (typeof value !== 'function') return value;
          return (...args: unknown[]) => {
            const result: unknown = Reflect.apply(value, inner, args);
            if (name !== 'writeBatch' || !(result instanceof Promise)) return result;
            return result.then((answer: unknown) => {
              onWritten();
              return answer;
            });
          };
        },
      });
    },
  };
}

for (const kind of [cyrus, courier]) {
  describeWithServer(kind.needs, `${kind.title}, which alters odd mail`, () => {
    let running: Promise<PrivateServer> | undefined;
    afterAll(async () => (await running)?.stop());

    it.for([2, 3])('is killed with write %i stored and not noted: nothing twice', async (nth) => {
      running ??= kind.start();
      const { port } = await running;
      const access = {
        host: '127.0.0.1',
        port,
        user: `odd${nth}@example.org`,
        password: anyUserPassword,
      };
      const connector = imapConnector({ ...access, security: 'none' });
      const stage = await startStage({
        folders: [{ path: ['INBOX'], messages: all.map((n) => oddMail(n)) }],
      });
      await runAndKill(stage, connector, nth);
      const target = telling(connector, () => undefined);
      const report = await stage.run({ target });
      expect(report.end).toEqual({ kind: 'completed' });
      expect(report.totals).toMatchObject({ migrated: all.length, failed: 0 });
      expect(await numbersAt(access)).toEqual(all);

      // Again with a state that knows nothing.
      const store = new MemoryEventStore({ clock: systemClock });
      const again = await stage.run({ target, store });
      expect(again.totals).toMatchObject({ migrated: all.length, failed: 0 });
      expect(await numbersAt(access)).toEqual(all);
    });
  });
}

async function runAndKill(stage: EngineStage, connector: MailConnector, nth: number) {
  let writes = 0;
  let kill = () => {};
  const killed = new Promise<void>((resolve) => {
    kill = resolve;
  });
  const dying = stage.process({
    target: telling(connector, () => {
      writes += 1;
      if (writes < nth) return;
      dying.process.kill();
      kill();
    }),
  });
  void dying.run();
  await killed;
}

async function numbersAt(access: Parameters<typeof scanMailbox>[0]): Promise<number[]> {
  const { folders } = await scanMailbox(access, { keepsBytes: true });
  return folders
    .flatMap(({ messages }) => messages)
    .map(({ bytes }) => Number(/number (\d+)/.exec(String(bytes?.toString('latin1')))?.[1]))
    .toSorted((a, b) => a - b);
}
