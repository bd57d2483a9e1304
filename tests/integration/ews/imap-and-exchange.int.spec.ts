import { type ImapServer, type MessageSpec, startImapServer } from '@mailhaul/mail-servers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ews } from './independent-client.ts';
import type { ReadFolder, ReadItem } from './read-by-client.ts';
import { idsOf, migrated, newState, read, startExchange } from './stage-of-kinds.ts';
import { writeContact, writeEveryKind, writeMail } from './written-by-client.ts';

const password = 'secret';
const base64 = (text: string) => Buffer.from(text).toString('base64');
const crlf = (lines: readonly string[]) => `${lines.join('\r\n')}\r\n`;

function letter(subject: string, header: readonly string[] = [], body = ['hello']): string {
  return crlf([
    ...['From: Cid <cid@example.com>', 'To: Ann <ann@example.com>', `Subject: ${subject}`],
    ...['Date: Wed, 01 Mar 2023 09:00:00 +0100', `Message-ID: <${subject.replace(/\W/g, '-')}@a>`],
    ...['MIME-Version: 1.0', ...header, '', ...body],
  ]);
}

const withFiles = letter(
  'with files',
  ['Importance: high', 'Sensitivity: Private', 'Content-Type: multipart/mixed; boundary="b"'],
  [
    ...['--b', 'Content-Type: text/plain; charset="utf-8"', '', 'see within'],
    ...['--b', 'Content-Type: text/csv; name="a.csv"', 'Content-Disposition: attachment'],
    ...['Content-Transfer-Encoding: base64', '', base64('1;2')],
    ...['--b', 'Content-Type: message/rfc822', '', letter('within').trimEnd(), '--b--'],
  ],
);

const mail = (bytes: string, flags: readonly string[], at = 1_677_657_605): MessageSpec => ({
  ...{ bytes, flags: [...flags] },
  internalDate: { epochSeconds: at, zoneMinutes: 60 },
});
const folders = [
  {
    path: ['INBOX'],
    messages: [
      mail(withFiles, ['\\Seen', 'Red']),
      mail(letter('unread'), ['\\Flagged']),
      mail(letter('twin'), []),
      mail(letter('twin'), []),
    ],
  },
  { path: ['Clients', 'Acme'], messages: [mail(letter('order'), ['\\Seen', '\\Answered'])] },
  {
    path: ['Drafts'],
    specialUse: '\\Drafts',
    messages: [mail(letter('not sent'), ['\\Draft', '\\Seen'])],
  },
] as const;

async function startImap(): Promise<{ readonly server: ImapServer; readonly url: string }> {
  const server = await startImapServer({
    mailboxes: [
      { user: 'ann', password, folders: [...folders] },
      { user: 'back', password },
    ],
  });
  onTestFinished(() => server.stop());
  return { server, url: `imap://ann:${password}@127.0.0.1:${server.port}?security=none` };
}

function itemIn(all: readonly ReadFolder[], path: string, subject: string): ReadItem {
  const items = all.find((folder) => folder.path === path)?.items ?? [];
  const found = items.find((item) => item.subject === subject);
  if (found === undefined) throw new Error(`no ${subject} in ${path}`);
  return found;
}

const { Importance, Sensitivity, ItemFlagStatus } = ews;
const person = (Name: string, Address: string) => ({ kind: 'EmailAddress', Name, Address });
const times = {
  DateTimeReceived: '2023-03-01T08:00:05.000Z',
  DateTimeSent: '2023-03-01T08:00:00.000Z',
};

describe('IMAP to Exchange', () => {
  it('carries mail with all that it says, as another client sees it; then what is new, and nothing again', async () => {
    const [imap, target] = [await startImap(), await startExchange()];
    const state = newState();
    const first = await migrated(imap.url, target.url(), state);
    expect(first).toMatchObject({ end: 'completed', totals: { migrated: 6, pending: 0 } });
    expect(first.verification).toMatchObject({ grade: 'Good' });
    const all = await read(target);
    expect(itemIn(all, 'Inbox', 'with files').properties).toMatchObject({
      ...times,
      ItemClass: 'IPM.Note',
      From: person('Cid', 'cid@example.com'),
      ToRecipients: [person('Ann', 'ann@example.com')],
      Categories: ['Red'],
      Importance: Importance.High,
      Sensitivity: Sensitivity.Private,
      ...{ IsRead: true, IsDraft: false, IsSubmitted: false },
      InternetMessageId: '<with-files@a>',
      Body: { Text: expect.stringContaining('see within') as string },
      Attachments: [
        { Name: 'a.csv', inner: base64('1;2') },
        { Name: 'within', inner: { Subject: 'within', Importance: Importance.Normal } },
      ],
    });
    expect(itemIn(all, 'Inbox', 'unread').properties).toMatchObject({
      ...times,
      ...{ IsRead: false, IsDraft: false, Flag: { FlagStatus: ItemFlagStatus.Flagged } },
    });
    expect(itemIn(all, 'Clients/Acme', 'order').properties).toMatchObject({ IsRead: true });
    expect(itemIn(all, 'Drafts', 'not sent').properties).toMatchObject({ IsDraft: true });
    expect(all.map(({ items }) => items.length).toSorted()).toEqual([1, 1, 4]);

    const copies = idsOf(target);
    const store = imap.server.mailbox('ann');
    store.deliver(['INBOX'], mail(letter('new since'), []));
    store.removeMessages(['INBOX'], [2]);
    const delta = await migrated(imap.url, target.url(), state);
    expect(delta.pass).toMatchObject({ migrated: 1, failed: 0 });
    expect(idsOf(target)).toEqual(expect.arrayContaining(copies));
    expect(idsOf(target)).toHaveLength(copies.length + 1);
    const lost = await migrated(imap.url, target.url(), newState());
    expect(lost).toMatchObject({ end: 'completed', surplusReported: 0 });
    expect(idsOf(target)).toHaveLength(copies.length + 1);
    expect(lost.verification).toMatchObject({ grade: 'Good', findings: { extra: 1 } });
  });
});

describe('Exchange to IMAP', () => {
  it('carries mail and posts, and excludes what has no mail form', async () => {
    const [source, imap] = [await startExchange(), await startImap()];
    await writeEveryKind(source.service);
    await writeMail(source.service, { subject: 'a note', itemClass: 'IPM.StickyNote' });
    const back = imap.url.replace('ann', 'back');
    const state = newState();
    const first = await migrated(source.url(), back, state);
    expect(first).toMatchObject({ end: 'completed', failures: [] });
    expect(first.totals).toMatchObject({ migrated: 6, excluded: 19, pending: 0 });
    expect(first.exclusions).toEqual([
      { reason: 'folder-left-out', items: 18 },
      { reason: 'no-mail-form', items: 1 },
    ]);
    // A category with an umlaut is no keyword.
    expect(first.verification).toMatchObject({
      grade: 'Good',
      findings: { 'flags-differ': 1 },
    });
    const store = imap.server.mailbox('back');
    const texts = (path: readonly string[]) =>
      store.messages(path).map(({ bytes }) => /^Subject: (.*)\r$/m.exec(bytes.toString())?.[1]);
    expect(texts(['Clients', 'Acme'])).toEqual(['to the client']);
    expect(texts(['Drafts'])).toEqual(['not sent yet']);
    expect(texts(['INBOX'])).toEqual(['with files', 'unread and flagged', 'an order', 'posted']);
    const [files, flagged] = store.messages(['INBOX']);
    expect(files).toMatchObject({ flags: ['\\Seen'], keywords: [] });
    expect(flagged).toMatchObject({ flags: ['\\Flagged'] });
    expect(files?.internalDate.epochSeconds).toBe(Date.parse('2023-03-01T08:00:05Z') / 1000);
    const text = String(files?.bytes);
    for (const part of ['Importance: High', 'Subject: within', base64('bottom')]) {
      expect(text).toContain(part);
    }

    await writeContact(source.service, 'Newman');
    await writeMail(source.service, { subject: 'new since' });
    const delta = await migrated(source.url(), back, state);
    expect(delta.pass).toMatchObject({ migrated: 1, excluded: 1, failed: 0 });
    const lost = await migrated(source.url(), back, newState());
    expect(lost).toMatchObject({ end: 'completed', surplusReported: 0 });
    expect(texts(['INBOX'])).toEqual([
      ...['with files', 'unread and flagged', 'an order', 'posted', 'new since'],
    ]);
    expect(texts(['Drafts'])).toHaveLength(1);
  });
});
