import type { MailSession } from '@mailhaul/connector-contract';
import { type EwsServerOptions, ewsDialects } from '@mailhaul/mail-servers';
import { describe, expect, it } from 'vitest';
import { address, openGate, outgoing, startStage } from './spec-support/ews-stage.ts';

const count = 1005;

/** All that a migration asks of a mailbox, and what it is told. */
async function told(options: Partial<Omit<EwsServerOptions, 'onRequest'>>) {
  const stage = await startStage(options);
  const mailbox = stage.server.mailbox(address);
  stage.fill(
    count,
    (n) =>
      `Message-ID: <${n}@spec>\r\nSubject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?= ${n}\r\n\r\nbody ${n}\r\n`,
  );
  const session = await stage.open();
  await session.ensureFolder(['Archive', 'Grüße'], { subscribe: false });
  await session.ensureFolder(['Meetings'], { subscribe: false, containerClass: 'IPF.Appointment' });
  const folders = await session.listFolders();
  await session.folderState(stage.inboxId);
  const written = await session.writeBatch(
    stage.inboxId,
    [1, 2, 3].map((n) => ({ ...outgoing(5000 + n), marker: `key-${n}` })),
    openGate,
  );
  const outcomes = written.kind === 'answered' ? written.outcomes.map(({ kind }) => kind) : written;
  const items = await listed(session, stage.inboxId);
  expect(mailbox.distinguished('inbox').items).toHaveLength(count + 3);
  return {
    folders: folders.map(({ path, nature, specialUse, containerClass }) => ({
      ...{ path: path.join('/'), nature, specialUse },
      // What folders are made for shows where their classes do not.
      kind: nature === 'sync-log' ? '' : containerClass?.split('.').slice(0, 2).join('.'),
    })),
    outcomes,
    items: items.map(({ id, size: _, ...item }) => ({ ...item, id })),
    texts: await read(
      session,
      stage.inboxId,
      items.slice(-60).map(({ id }) => id),
    ),
  };
}

async function listed(session: MailSession, id: string) {
  const pages = await Array.fromAsync(session.listItems(id));
  return pages.flatMap(({ items }) => items);
}

async function read(session: MailSession, id: string, ids: readonly number[]): Promise<string[]> {
  const { generation } = await session.folderState(id);
  const texts: string[] = [];
  for await (const item of session.readItems(id, { generation, ids, wholeBytesMax: 1e6 })) {
    const { body } = item;
    texts.push(`${item.id} ${body.kind === 'whole' ? Buffer.from(body.bytes).toString() : ''}`);
  }
  return texts;
}

describe.for([
  ['numbers items', {}],
  ['numbers none', { numbersItems: false }],
] as const)('a server that %s', ([, options]) => {
  /** Of Exchange itself; asked for once. */
  let usual: Awaited<ReturnType<typeof told>> | undefined;

  it.for(Object.keys(ewsDialects) as (keyof typeof ewsDialects)[])(
    'and %s tells the same',
    async (name) => {
      usual ??= await told(options);
      expect(await told({ ...options, dialect: ewsDialects[name] })).toEqual(usual);
    },
  );
});
