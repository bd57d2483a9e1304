import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Corpus, loadCorpus } from '@mailhaul/testing/corpus';
import { type ProxyLink, startProxy } from '@mailhaul/testing/proxies';
import { anyUserPassword, startDovecot } from '@mailhaul/testing/servers';
import { describeWithServer } from '@mailhaul/testing/specs';
import { expect, it, onTestFinished } from 'vitest';
import {
  defineConnection,
  endStatuses,
  importRows,
  loopbackSettings,
  makeJob,
  makeTenant,
  order,
  untilPairs,
} from '../support/api-steps.ts';
import { commandLineEntry } from '../support/command-line.ts';
import { foldersOf, openImap, readFolder } from '../support/read-imap.ts';
import { openSystem } from '../support/system-stage.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const count = 50;
/** Of the late batch, when one of its mails has been deleted: it is not whole, so nobody but a person may say what becomes of it. */
const copies = count - 2;
const aside = 'Duplicates found';
const corpus: Corpus = {
  folders: [
    {
      path: ['INBOX'],
      isSubscribed: true,
      messages: Array.from({ length: count }, (_, n) => ({
        bytes: Buffer.from(`Message-ID: <${n}@spec>\r\nSubject: number ${n}\r\n\r\nNo. ${n}\r\n`),
        ...{ flags: [], epochSeconds: 1.7e9 + n, zoneMinutes: 0, quirk: '' },
      })),
    },
  ],
};

const urlOf = (user: string, port: number) =>
  `imap://${user}:${encodeURIComponent(anyUserPassword)}@127.0.0.1:${port}?security=none`;

/** A real server with both mailboxes, and a line to the target that loses its writer behind the first batch of some size. */
async function startSides() {
  const server = await startDovecot({ separator: '/' });
  onTestFinished(() => server.stop());
  const { port } = server;
  const access = { host: '127.0.0.1', port, password: anyUserPassword };
  await loadCorpus(corpus, { ...access, user: 'source' }, { separator: '/', prefix: '' });
  const struck = Promise.withResolvers<ProxyLink>();
  let isStruck = false;
  const line = await startProxy({
    port,
    onStep: (step, link) => {
      if (step.kind !== 'commit' || step.messageCount < 10 || isStruck) return;
      isStruck = true;
      link.goSilent();
      struck.resolve(link);
    },
  });
  onTestFinished(() => line.stop());
  return { port, linePort: line.port, struck: struck.promise };
}

/** Subjects by folder, as any client sees them. */
async function subjectsIn(port: number): Promise<ReadonlyMap<string, string[]>> {
  const client = await openImap(urlOf('target', port));
  const all = new Map<string, string[]>();
  for (const name of await foldersOf(client)) {
    const subjects: string[] = [];
    await readFolder(client, name, ({ bytes }) => {
      subjects.push(/Subject: (.*)\r\n/.exec(bytes.toString())?.[1] ?? '');
    });
    all.set(name, subjects.toSorted());
  }
  await client.close();
  return all;
}

/** The batch comes after all, and somebody deletes a mail of it. */
async function letArrive(port: number, link: ProxyLink): Promise<void> {
  link.speakAgain();
  const inInbox = async () => (await subjectsIn(port)).get('INBOX')?.length;
  await expect.poll(inInbox, { timeout: 30_000 }).toBe(2 * count - 1);
  const client = await openImap(urlOf('target', port));
  await client.ok('SELECT INBOX');
  await client.ok(`STORE ${2 * count - 1} +FLAGS (\\Deleted)`);
  await client.ok('EXPUNGE');
  await client.close();
}

async function expectAside(port: number): Promise<void> {
  const found = await subjectsIn(port);
  const all = corpus.folders[0]?.messages.map((_, n) => `number ${n}`) ?? [];
  expect(found.get('INBOX')).toEqual(all.toSorted());
  expect(new Set(found.get(aside))).toHaveProperty('size', copies);
  expect(found.get(aside)).toHaveLength(copies);
}

function mailhaul(words: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  return spawn(process.execPath, [...commandLineEntry(), ...words], {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** What it said, to its end. */
async function said(child: ReturnType<typeof mailhaul>): Promise<string> {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (piece: string) => (text += piece));
  }
  await once(child, 'exit');
  return text;
}

describeWithServer('dovecot', 'copies that a dead writer left', () => {
  it('are reported, and set aside when a person asks: by the command line', async () => {
    const { port, linePort, struck } = await startSides();
    const { path: state, remove } = temporaryFolder('duplicates');
    onTestFinished(remove);
    const sides = ['--source', urlOf('source', port), '--target', urlOf('target', linePort)];
    const words = ['migrate', ...sides, '--state', state, '--json'];
    const finished = async (...more: string[]) => {
      const lines = (await said(mailhaul([...words, ...more]))).split('\n');
      const last = lines.find((one) => one.includes('"mailbox-finished"'));
      return JSON.parse(last ?? '{}') as object;
    };
    const dying = mailhaul(words);
    const link = await struck;
    dying.kill('SIGKILL');
    await once(dying, 'exit');
    expect(await finished()).toMatchObject({ end: 'completed', surplusReported: 0 });
    await letArrive(port, link);
    expect(await finished()).toMatchObject({ end: 'completed', surplusReported: copies });
    const asked = await finished('--move-duplicates');
    expect(asked).toMatchObject({ end: 'completed', surplusReported: 0, pass: { migrated: 0 } });
    await expectAside(port);
    expect(await finished()).toMatchObject({ surplusReported: 0, pass: { migrated: 0 } });
    await expectAside(port);
  });

  it('are reported, and set aside when a person asks: by the services', async () => {
    const { port, linePort, struck } = await startSides();
    const system = await openSystem();
    onTestFinished(() => system.close());
    const tenant = await makeTenant(system.client);
    const define = (name: string, at: number) =>
      defineConnection(system.client, tenant, loopbackSettings(name, at));
    const source = await define('Old', port);
    const target = await define('New', linePort);
    const path = await makeJob(system.client, { tenant, name: 'Spring', source, target });
    const passwords = { sourcePassword: anyUserPassword, targetPassword: anyUserPassword };
    await importRows(system.client, path, [{ source: 'source', target: 'target', ...passwords }]);
    await order(system.client, 'startJob', path);
    const link = await struck;
    await system.app.kill();
    await system.restart();
    const ended = { statuses: endStatuses, timeout: 120_000 };
    const pairAtEnd = async () => (await untilPairs(system.client, path, ended))[0];
    expect(await pairAtEnd()).toMatchObject({ migrated: count, surplusReported: 0 });
    await letArrive(port, link);
    await order(system.client, 'requestDelta', path);
    const reported = async () => (await pairAtEnd())?.surplusReported;
    await expect.poll(reported, { timeout: 60_000 }).toBe(copies);
    const { token } = await system.client.call('issueToken', {
      body: { label: 'aside', scopes: ['read', 'operate'] },
    });
    const words = ['--server', system.app.url, 'pairs', 'move-duplicates', 'source'];
    expect(await said(mailhaul(words, { MAILHAUL_TOKEN: token }))).toMatch(/source|1 mailbox/);
    await expect.poll(reported, { timeout: 60_000 }).toBe(0);
    await expectAside(port);
    expect(await pairAtEnd()).toMatchObject({ migrated: count, failed: 0 });
  });
});
