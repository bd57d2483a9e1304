import type { Client } from '@mailhaul/api-client';
import type { Connection, Pair } from '@mailhaul/contracts';
import { type EwsServer, startEwsServer, startImapServer } from '@mailhaul/mail-servers';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { clientOf, ews } from '../integration/ews/independent-client.ts';
import { type ReadFolder, readAll } from '../integration/ews/read-by-client.ts';
import {
  makeFolder,
  writeContact,
  writeEveryKind,
  writeMail,
} from '../integration/ews/written-by-client.ts';
import {
  defineConnection,
  endStatuses,
  freshKey,
  type JobPath,
  loopbackSettings,
  makeJob,
  makeTenant,
  order,
  untilPairs,
} from '../support/api-steps.ts';
import { describeWithBrowser, startBrowser } from '../support/browser.ts';
import { CleanUps } from '../support/clean-ups.ts';
import { mails } from '../support/numbered-mail.ts';
import { signedInPage } from '../support/signed-in-page.ts';
import { stepByStep } from '../support/step-by-step.ts';
import { openSystem, type SystemStage } from '../support/system-stage.ts';

const { WellKnownFolderName: known } = ews;
const [ann, password] = ['ann@example.com', 'hers'];
const oldAnn = 'old-ann@example.com';
const bounded = { timeout: 120_000 };
/** That a mailbox holds, its archive, and the public folders. */
const roots = {
  user: known.MsgFolderRoot,
  archive: known.ArchiveMsgFolderRoot,
  public: known.PublicFoldersRoot,
};

describeWithBrowser('mailboxes, archives and public folders of Exchange', () => {
  const cleanUps = new CleanUps();
  let system: SystemStage;
  let client: Client;
  let tenant: string;
  let servers: Readonly<Record<'source' | 'target', EwsServer>>;
  let job: JobPath;

  beforeAll(async () => {
    const start = async () => {
      const mailboxes = [
        { address: ann, password, hasArchive: true },
        { address: oldAnn, password, hasArchive: true },
      ];
      const server = await startEwsServer({ mailboxes, hasPublicFolders: true });
      return cleanUps.keep(server, (one) => one.stop());
    };
    servers = { source: await start(), target: await start() };
    system = cleanUps.keep(await openSystem(), (one) => one.close());
    ({ client } = system);
    tenant = await makeTenant(client);
  }, 120_000);
  afterAll(() => cleanUps.run());
  stepByStep();

  const read = async (side: 'source' | 'target', kind: keyof typeof roots, user = ann) => {
    const service = clientOf(servers[side], { user, password });
    const all = await readAll(service, roots[kind]);
    return all.filter(({ items }) => items.length > 0);
  };
  const countOf = (folders: readonly ReadFolder[]) =>
    folders.reduce((sum, { items }) => sum + items.length, 0);
  const connectionTo = (name: string, server: EwsServer) =>
    defineConnection(
      client,
      tenant,
      loopbackSettings(name, server.port, { kind: 'exchange', auth: 'basic' }),
    );
  const takenByKind = async (path: JobPath, rows: readonly string[]) => {
    const header = 'source,target,source_password,target_password,source_kind,target_kind';
    await client.call('importPairs', {
      ...{ path, query: {}, idempotencyKey: freshKey() },
      body: [header, ...rows].join('\n'),
    });
    await order(client, 'startJob', path);
    return untilPairs(client, path, { statuses: endStatuses });
  };

  it('are pairs of one job, each a tree of its own, and every item arrives', bounded, async () => {
    const service = clientOf(servers.source, { user: ann, password });
    await writeEveryKind(service);
    const old = { folderClass: 'IPF.Note', parent: roots.archive };
    await writeMail(service, {
      subject: 'long ago',
      place: await makeFolder(service, '2009', old),
    });
    const sales = { folderClass: 'IPF.Note', parent: roots.public };
    const team = await makeFolder(service, 'Sales', sales);
    await writeMail(service, { subject: 'for all', place: team });
    const people = { folderClass: 'IPF.Contact', parent: team };
    await writeContact(service, 'Quill', await makeFolder(service, 'Customers', people));

    const [source, target] = [
      await connectionTo('Old Exchange', servers.source),
      await connectionTo('New Exchange', servers.target),
    ];
    job = await makeJob(client, { tenant, name: 'All trees', source, target });
    const row = (kind: string) => `${ann},${ann},${password},${password},${kind},${kind}`;
    const pairs = await takenByKind(job, ['user', 'archive', 'public'].map(row));
    for (const kind of ['user', 'archive', 'public'] as const) {
      const before = await read('source', kind);
      expect(await read('target', kind)).toEqual(before);
      const pair = pairs.find(({ sourceKind }) => sourceKind === kind);
      expect(pair).toMatchObject({ migrated: countOf(before), excluded: 0, failed: 0 });
      expect([pair?.grade, pair?.found]).toEqual(['Good', { 'made-anew': before.length }]);
    }
    expect(servers.target.mailbox(ann).sent).toEqual([]);
  });

  it('say in API and reports what they hold, by kind', bounded, async () => {
    const { rows: pairs } = await client.call('listPairs', { path: job, query: {} });
    const pairOf = (kind: string) => pairs.find((pair) => pair.sourceKind === kind) as Pair;
    expect(pairOf('public').kinds).toEqual({
      mail: { source: 1, target: 1 },
      contact: { source: 1, target: 1 },
    });
    const held = pairOf('user').kinds ?? {};
    expect(Object.keys(held).toSorted()).toEqual(
      [
        ...['mail', 'event', 'contact', 'contact-group', 'task', 'note', 'journal', 'post'],
      ].toSorted(),
    );
    const sum = Object.values(held).reduce((items, { source }) => items + source, 0);
    expect(sum).toBe(pairOf('user').migrated);
    const report: Record<string, string>[] = parse(await client.call('jobReport', { path: job }), {
      ...{ bom: true, columns: true },
    });
    expect(report).toHaveLength(3);
    expect(report).toContainEqual(
      expect.objectContaining({
        ...{ source: ann, migrated: '2', grade: 'Good', items_mail: '1', items_contact: '1' },
        items_event: '0',
        grade_reason: expect.stringMatching(/^As good as it gets here/) as string,
      }),
    );
    const path = { tenant, pair: pairOf('user').id };
    const folders = await client.call('pairReport', { path });
    for (const line of [
      'Team calendar,Team calendar,2,2,0,0,0,0,0,calendar,',
      'Partners,Partners,2,2,0,0,0,0,0,contacts,',
      'Clients/Acme,Clients/Acme,1,1,0,0,0,0,0,mail,',
    ]) {
      expect(folders).toContain(line);
    }
  });

  it('take mail of IMAP: an archive, and public folders', bounded, async () => {
    const folders = [{ path: ['INBOX'], messages: mails(1, 5) }];
    const shared = [{ path: ['Board'], messages: mails(11, 13) }];
    const imap = await startImapServer({
      mailboxes: [
        { user: oldAnn, password, folders },
        { user: 'board', password, folders: shared },
      ],
    });
    cleanUps.keep(imap, (one) => one.stop());
    const { rows } = await client.call('listConnections', { path: { tenant }, query: {} });
    const target = rows.find(({ name }) => name === 'New Exchange') as Connection;
    const source = await defineConnection(client, tenant, loopbackSettings('Mail', imap.port));
    const path = await makeJob(client, { tenant, name: 'From IMAP', source, target });
    const pairs = await takenByKind(path, [
      `${oldAnn},${oldAnn},${password},${password},,archive`,
      `board,${oldAnn},${password},${password},,public`,
    ]);
    expect(pairs.map((pair) => [pair.source, pair.migrated, pair.failed])).toEqual([
      ['board', 3, 0],
      [oldAnn, 5, 0],
    ]);
    const archived = await read('target', 'archive', oldAnn);
    expect(archived.map(({ items }) => items.length)).toEqual([5]);
    const inPublic = await read('target', 'public');
    expect(inPublic.map(({ path: at, items }) => [at, items.length])).toContainEqual(['Board', 3]);
    // The mailbox beside them has nothing of it.
    expect(await read('target', 'user', oldAnn)).toEqual([]);
  });

  it(
    'are looked at in the console: kinds of folders and items, and why the grade',
    bounded,
    async () => {
      const browser = cleanUps.keep(await startBrowser(), (one) => one.close());
      const { page, watch } = await signedInPage(browser, system.app);
      const { rows: pairs } = await client.call('listPairs', { path: job, query: {} });
      const pair = pairs.find(({ sourceKind }) => sourceKind === 'user') as Pair;
      await page.goto(`/t/${tenant}/jobs/${job.job}/mailboxes/${pair.id}`);
      await page.getByText('As good as it gets here').waitFor();
      await page.getByText('Appointments', { exact: true }).waitFor();
      const row = page.getByRole('row').filter({ hasText: 'Team calendar' });
      await row.getByText('Calendar', { exact: true }).waitFor();
      await watch.look('exchange-kinds');
      await page.setViewportSize({ width: 390, height: 844 });
      await watch.look('exchange-kinds-on-a-phone');
      expect([...watch.complaints, ...watch.findings]).toEqual([]);
    },
  );
});
