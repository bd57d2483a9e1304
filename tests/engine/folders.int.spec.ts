import type { PassProgress } from '@mailhaul/copy-engine';
import { MemoryEventStore } from '@mailhaul/event-store-memory';
import { systemClock } from '@mailhaul/kernel';
import {
  type FolderSpec,
  type ImapBehaviour,
  refuseFolderNames,
  rewriteLines,
} from '@mailhaul/mail-servers';
import { describe, expect, it } from 'vitest';
import { type EngineStage, type PassChange, startStage, user } from '../support/engine-stage.ts';
import { mails, numbersIn, range } from '../support/numbered-mail.ts';

/** Each folder with one message of its own number, so that none can be taken for another. */
function foldersOf(...paths: (readonly string[])[]): FolderSpec[] {
  return paths.map((path, n) => ({ path, messages: mails(n + 1, n + 1) }));
}

/** Where the message of each number is at the target; throws when one is there twice. */
function placesOf(stage: EngineStage): Record<number, string> {
  const places: Record<number, string> = {};
  for (const { path, canHoldMessages } of stage.target.mailbox(user).folders()) {
    if (!canHoldMessages) continue;
    for (const number of numbersIn(stage.target, ...path)) {
      expect(places[number], `message ${number}`).toBeUndefined();
      places[number] = path.join('/');
    }
  }
  return places;
}

async function told(stage: EngineStage, change: PassChange = {}) {
  const notes: string[] = [];
  const onProgress = (news: PassProgress) => {
    if (news.kind === 'folder-placed') notes.push(`${news.path} → ${news.target} (${news.why})`);
    if (news.kind === 'folder-left-out') notes.push(`${news.path}: ${news.why}`);
    if (news.kind === 'folder-parked') notes.push(`${news.path}: ${news.error.code}`);
  };
  const report = await stage.run({ ...change, onProgress });
  return { report, notes: notes.toSorted() };
}

async function deltaTakesNothing(stage: EngineStage, options: PassChange['options'] = {}) {
  const before = placesOf(stage);
  const delta = await stage.run({ options });
  expect(delta.passCounts).toMatchObject({ migrated: 0, failed: 0 });
  // A lost state folder: all is found again under the names it got.
  const store = new MemoryEventStore({ clock: systemClock });
  const again = await stage.run({ options, store });
  expect(again.end).toEqual({ kind: 'completed' });
  expect(placesOf(stage)).toEqual(before);
}

describe('names', () => {
  const nasty = [
    ['a.b'],
    ['a:b'],
    ['..'],
    ['...'],
    [' both ends '],
    ['line\nbreak'],
    ['bell\u0007'],
    ['％ mark'],
    ['％x3a-'],
    ['quote"d \\ back'],
    ['~home'],
    ['x'.repeat(230)],
    ['x'.repeat(230), 'below'],
    ['y'.repeat(90) + '1'],
    ['y'.repeat(90) + '2'],
    ['日本語'.repeat(30)],
    ['INBOX', 'INBOX'],
    ['Sub', 'Inbox'],
  ];
  const isOdd = (name: string) =>
    /[:"\\\p{Cc}~]|^[ .]|[ .]$/u.test(name) || Buffer.byteLength(name) > 90;
  const strict = refuseFolderNames((path) => path.some(isOdd));

  it('that the target refuses are spelled otherwise: each folder stays one of its own', async () => {
    const stage = await startStage({
      folders: foldersOf(...nasty),
      source: { separator: '^' },
      target: { behaviours: [strict] },
    });
    const { report, notes } = await told(stage);
    expect(report).toMatchObject({ end: { kind: 'completed' }, totals: { failed: 0 } });
    const places = placesOf(stage);
    expect(Object.keys(places).map(Number)).toEqual(range(1, nasty.length));
    expect(new Set(Object.values(places)).size).toBe(nasty.length);
    expect(places[2]).toBe('a％x3a-b');
    expect(places[8]).toBe('％m mark');
    expect(notes).toContain('a:b → a％x3a-b (spelled)');
    expect(notes.filter((note) => note.endsWith('(spelled)')).length).toBeGreaterThan(10);
    await deltaTakesNothing(stage);
  });

  it('that hold the separator of the target stay one name', async () => {
    const stage = await startStage({
      folders: foldersOf(['a.b'], ['a', 'b'], ['a/b'], ['a', 'c.d']),
      source: { separator: '^' },
      target: { separator: '.', prefix: 'INBOX.' },
    });
    const { report } = await told(stage);
    expect(report.totals).toMatchObject({ migrated: 4, failed: 0 });
    expect(placesOf(stage)).toEqual({ 1: 'a․b', 2: 'a/b', 3: 'a/b', 4: 'a/c․d' });
    await deltaTakesNothing(stage);
  });

  it('that differ only in case on a target that knows none: two folders, and said so', async () => {
    const stage = await startStage({
      folders: foldersOf(['Work'], ['work'], ['WORK'], ['work', 'Now'], ['Work', 'now']),
      target: { isCaseInsensitive: true },
    });
    const { report, notes } = await told(stage);
    expect(report.totals).toMatchObject({ migrated: 5, failed: 0 });
    expect(new Set(Object.values(placesOf(stage))).size).toBe(5);
    expect(notes.filter((note) => note.endsWith('(spelled)')).length).toBeGreaterThanOrEqual(3);
    await deltaTakesNothing(stage);
  });

  it('below a folder that can hold no folders: beside it', async () => {
    const stage = await startStage({
      folders: foldersOf(['A'], ['A', 'B'], ['A', 'B', 'C'], ['D', 'E']),
      target: { behaviours: [refuseFolderNames((path) => path.length > 1)] },
    });
    const { report, notes } = await told(stage);
    expect(report.totals).toMatchObject({ migrated: 4, failed: 0 });
    expect(Object.values(placesOf(stage))).toEqual(['A', 'A∕B', 'A∕B∕C', 'D∕E']);
    expect(notes).toContain('A/B → A∕B (spelled)');
    await deltaTakesNothing(stage);
  });
});

describe('uses', () => {
  const sent = (path: string[], specialUse?: '\\Sent'): FolderSpec =>
    specialUse === undefined ? { path } : { path, specialUse };

  it('two folders that look like Sent: the declared one goes to the target’s, the other keeps a name of its own', async () => {
    const [first, second, third] = foldersOf(['Gesendet'], ['Sent'], ['Sent Items']);
    const stage = await startStage({
      folders: [{ ...first!, specialUse: '\\Sent' }, second!, third!],
      targetFolders: [sent(['Sent'], '\\Sent')],
    });
    const { notes } = await told(stage);
    expect(placesOf(stage)).toEqual({ 1: 'Sent', 2: 'Sent (2)', 3: 'Sent Items' });
    expect(notes).toEqual(
      [
        'Gesendet → Sent (special-use)',
        'Sent Items → Sent Items (set-apart)',
        'Sent → Sent (2) (set-apart)',
      ].filter((note) => !note.startsWith('Sent Items')),
    );
    await deltaTakesNothing(stage);
  });
});

describe('folders that cannot be opened or made', () => {
  const folders = [
    { path: ['INBOX'], messages: mails(1, 20) },
    { path: ['Broken'], messages: mails(21, 30) },
    { path: ['Good'], messages: mails(31, 40) },
  ];
  const cannot = (command: string, code?: string): ImapBehaviour => ({
    beforeCommand: ({ name, line }) =>
      name === command && line.includes('Broken')
        ? { status: 'NO', text: 'Mailbox is corrupted', ...(code === undefined ? {} : { code }) }
        : undefined,
  });

  it.for([
    ['SELECT', undefined],
    ['SELECT', 'NOPERM'],
    ['SELECT', 'NONEXISTENT'],
    ['SELECT', 'CORRUPTION'],
  ] as const)(
    'listed but refused (%s, %s): parked, the others are copied, the next pass tries it again',
    async ([, code]) => {
      const ways = [cannot('EXAMINE', code), cannot('SELECT', code), cannot('STATUS', code)];
      const stage = await startStage({ folders, source: { behaviours: ways } });
      const { report, notes } = await told(stage);
      expect(report.end).toEqual({ kind: 'completed' });
      expect(report).toMatchObject({ parkedFolders: 1, totals: { migrated: 30, failed: 10 } });
      expect(notes).toHaveLength(1);
      const again = await stage.run();
      expect(again).toMatchObject({ parkedFolders: 1, totals: { migrated: 30, failed: 10 } });
      stage.ways.source.splice(0);
      const mended = await stage.run();
      expect(mended).toMatchObject({ parkedFolders: 0, totals: { migrated: 40, failed: 0 } });
      expect(numbersIn(stage.target, 'Broken')).toEqual(range(21, 30));
    },
  );

  it('parked, then taken up by a pass that is stopped: its items wait, and have not failed besides', async () => {
    const ways = [cannot('EXAMINE'), cannot('SELECT'), cannot('STATUS')];
    const stage = await startStage({ folders, source: { behaviours: ways } });
    expect((await stage.run()).totals).toMatchObject({ migrated: 30, failed: 10, pending: 0 });
    stage.ways.source.splice(0);
    const stop = new AbortController();
    const stopped = await stage.run({
      stop: stop.signal,
      onProgress: (news) => news.kind === 'phase' && news.phase === 'copying' && stop.abort(),
    });
    expect(stopped.end).toEqual({ kind: 'stopped' });
    expect(stopped.totals).toMatchObject({ migrated: 30, failed: 0, pending: 10 });
    const { totals, passCounts } = await stage.run();
    expect(totals).toMatchObject({ migrated: 40, failed: 0, pending: 0 });
    expect(passCounts.migrated).toBe(10);
  });

  it('refused in the midst of its mail: what was copied stays, the rest has failed until the next pass', async () => {
    const stage = await startStage({ folders, source: { without: ['LIST-STATUS'] } });
    await stage.run();
    for (const message of mails(41, 45)) stage.source.mailbox(user).deliver(['Broken'], message);
    stage.ways.source.push(cannot('EXAMINE'));
    const report = await stage.run();
    expect(report).toMatchObject({ parkedFolders: 1, totals: { migrated: 40, failed: 5 } });
    stage.ways.source.splice(0);
    const mended = await stage.run();
    expect(mended).toMatchObject({ parkedFolders: 0, totals: { migrated: 45, failed: 0 } });
  });

  it('the target takes no mail into one folder: it is parked, the others are copied', async () => {
    const stage = await startStage({
      folders,
      target: { behaviours: [cannot('APPEND', 'NOPERM')] },
    });
    const { report, notes } = await told(stage);
    expect(report.end).toEqual({ kind: 'completed' });
    expect(report).toMatchObject({ parkedFolders: 1, totals: { migrated: 30, failed: 10 } });
    expect(notes).toEqual(['Broken: permission-denied']);
    stage.ways.target.splice(0);
    expect((await stage.run()).totals).toMatchObject({ migrated: 40, failed: 0, pending: 0 });
    expect(numbersIn(stage.target, 'Broken')).toEqual(range(21, 30));
  });

  it('the target makes it under no name: all others are copied; a folder map helps', async () => {
    const isBad = ([name = '']: readonly string[]) => !/^(INBOX|Good|Mended)$/u.test(name);
    const stage = await startStage({ folders, target: { behaviours: [refuseFolderNames(isBad)] } });
    const { report, notes } = await told(stage);
    expect(report).toMatchObject({ parkedFolders: 1, totals: { migrated: 30, failed: 10 } });
    expect(notes).toEqual(['Broken: folder-refused']);
    const folderMap = new Map([['Broken', 'Mended']]);
    const mapped = await stage.run({ options: { folderMap } });
    expect(mapped).toMatchObject({ parkedFolders: 0, totals: { migrated: 40, failed: 0 } });
    expect(numbersIn(stage.target, 'Mended')).toEqual(range(21, 30));
  });
});

describe('folders that are left out', () => {
  it('what Exchange keeps beside mail: said so, and taken when asked for', async () => {
    const exchange = rewriteLines((line) =>
      line.replace(/^\* ID .*/u, '* ID ("name" "Microsoft.Exchange.Imap4.Imap4Server")'),
    );
    const stage = await startStage({
      folders: foldersOf(
        ['Notizen'],
        ['Kalender'],
        ['Synchronisierungsprobleme', 'Konflikte'],
        ['Postausgang'],
        ['Projekte', 'Notizen'],
      ),
      source: { behaviours: [exchange], missingParents: 'noselect' },
    });
    const { report, notes } = await told(stage);
    expect(placesOf(stage)).toEqual({ 5: 'Projekte/Notizen' });
    expect(report.totals).toMatchObject({ migrated: 1, excluded: 4 });
    expect(notes).toEqual([
      'Kalender: not-mail',
      'Notizen: not-mail',
      'Postausgang: outbox',
      'Synchronisierungsprobleme/Konflikte: sync-log',
    ]);
    const filters = { takeFolders: ['Notizen', 'Synchronisierungsprobleme'] };
    await stage.run({ options: { filters } });
    expect(placesOf(stage)).toMatchObject({
      1: 'Notizen',
      3: 'Synchronisierungsprobleme/Konflikte',
    });
  });

  it('the same names on another server are mail', async () => {
    const stage = await startStage({ folders: foldersOf(['Notes'], ['Calendar'], ['Outbox']) });
    const { notes } = await told(stage);
    expect(notes).toEqual([]);
    expect(placesOf(stage)).toEqual({ 1: 'Notes', 2: 'Calendar', 3: 'Outbox' });
  });

  it('folders of others: only when asked for, below a name of their own', async () => {
    const namespaces = rewriteLines((line) =>
      line.replace(
        /^\* NAMESPACE .*/u,
        '* NAMESPACE (("" "/")("virtual/" "/")("Mine too/" "/")) (("user/" "/")) (("pub/" "/"))',
      ),
    );
    const stage = await startStage({
      folders: foldersOf(
        ['Own'],
        ['user', 'bob'],
        ['user', 'bob', 'Plans'],
        ['pub', 'Notices'],
        ['virtual', 'Unread'],
        ['Mine too', 'Old'],
      ),
      source: { behaviours: [namespaces], missingParents: 'noselect' },
    });
    const { report, notes } = await told(stage);
    expect(report.totals).toMatchObject({ migrated: 2, excluded: 0 });
    expect(placesOf(stage)).toEqual({ 1: 'Own', 6: 'Mine too/Old' });
    expect(notes).toEqual([
      'Public folders/Notices: public',
      'Shared folders/bob/Plans: shared',
      'Shared folders/bob: shared',
      'virtual/Unread: view',
    ]);
    const filters = { sharedFolders: true, publicFolders: true };
    await stage.run({ options: { filters } });
    expect(placesOf(stage)).toMatchObject({
      2: 'Shared folders/bob',
      3: 'Shared folders/bob/Plans',
      4: 'Public folders/Notices',
    });
  });
});

describe('a server without NAMESPACE', () => {
  it.for([['source'], ['target']] as const)(
    'whose folders all stand below INBOX (%s): the prefix is guessed',
    async ([side]) => {
      const courier = { separator: '.', prefix: 'INBOX.', without: ['NAMESPACE'] } as const;
      const stage = await startStage({
        folders: foldersOf(['Sent'], ['Work', '2024']),
        targetFolders: side === 'target' ? [{ path: ['Trash'] }] : [],
        [side]: courier,
      });
      await stage.run();
      expect(placesOf(stage)).toEqual({ 1: 'Sent', 2: 'Work/2024' });
      await deltaTakesNothing(stage);
    },
  );

  it('that has nothing but INBOX yet: a refused name goes below it', async () => {
    const stage = await startStage({
      folders: foldersOf(['Sent'], ['Work', '2024']),
      target: { separator: '.', prefix: 'INBOX.', without: ['NAMESPACE'] },
    });
    const { report } = await told(stage);
    expect(report.totals).toMatchObject({ migrated: 2, failed: 0 });
    expect(placesOf(stage)).toEqual({ 1: 'Sent', 2: 'Work/2024' });
    await deltaTakesNothing(stage);
  });

  it.for([
    [[['INBOX', 'Plans']], { 1: 'Plans' }],
    [[['INBOX', 'Plans'], ['Work']], { 1: 'Plans', 2: 'Work' }],
    [
      [['INBOX', 'Plans'], ['INBOX', 'Plans', '2024'], ['Plans']],
      { 1: 'INBOX/Plans', 2: 'Plans/2024', 3: 'Plans' },
    ],
  ] as const)(
    'that has nothing but INBOX yet: a folder below INBOX goes where a lost state finds it again (%s)',
    async ([paths, places]) => {
      const stage = await startStage({
        folders: foldersOf(...paths),
        target: { separator: '.', prefix: 'INBOX.', without: ['NAMESPACE'] },
      });
      const { report } = await told(stage);
      expect(report.totals).toMatchObject({ migrated: paths.length, failed: 0 });
      expect(placesOf(stage)).toEqual(places);
      await deltaTakesNothing(stage);
    },
  );
});

describe('Gmail', () => {
  const all = ['[Gmail]', 'Alle Nachrichten'];
  const folders: FolderSpec[] = [
    { path: ['[Gmail]'], canHoldMessages: false },
    { path: ['INBOX'], messages: mails(1, 3) },
    { path: all, specialUse: '\\All', messages: mails(1, 9) },
    { path: ['[Gmail]', 'Gesendet'], specialUse: '\\Sent', messages: mails(4, 4) },
    { path: ['[Gmail]', 'Markiert'], specialUse: '\\Flagged', messages: mails(1, 1) },
    { path: ['[Gmail]', 'Chats'], messages: mails(99, 99) },
    { path: ['Reisen'], messages: mails(5, 5) },
  ];
  /** 6 is archived, 7 archived and starred, 8 has a label whose folder is hidden from IMAP; 9 is a draft without a folder. */
  const labels: Record<number, string[]> = {
    1: ['\\Inbox', '\\Starred'],
    2: ['\\Inbox'],
    3: ['\\Important', '\\Inbox'],
    4: ['\\Sent'],
    5: ['Reisen'],
    6: [],
    7: ['\\Starred', '\\Important'],
    8: ['Versteckt'],
    9: ['\\Draft'],
  };
  const gmail = (): ImapBehaviour => ({
    onLabels: (uid, path) => (path.join('/') === all.join('/') ? labels[uid] : []),
  });

  it('labels are folders, archived mail goes to Archive, views and chats are left out', async () => {
    const stage = await startStage({
      folders,
      source: { also: ['X-GM-EXT-1'], behaviours: [gmail()] },
      targetFolders: [{ path: ['Sent Items'], specialUse: '\\Sent' }],
    });
    const { report, notes } = await told(stage);
    expect(report.totals).toMatchObject({ migrated: 9, failed: 0, excluded: 1 });
    expect(placesOf(stage)).toEqual({
      ...{ 1: 'INBOX', 2: 'INBOX', 3: 'INBOX', 4: 'Sent Items', 5: 'Reisen' },
      ...{ 6: 'Archive', 7: 'Archive', 8: 'Archive', 9: 'Archive' },
    });
    expect(notes).toEqual([
      '[Gmail]/Alle Nachrichten (archived) → Archive (plain-name)',
      '[Gmail]/Alle Nachrichten: view',
      '[Gmail]/Chats: chats',
      '[Gmail]/Gesendet → Sent Items (special-use)',
      '[Gmail]/Markiert: view',
    ]);
    await deltaTakesNothing(stage);
  });

  it('a message that is archived after it was listed is taken by the next pass, whatever its number', async () => {
    const later = { ...labels };
    const stage = await startStage({
      folders,
      source: {
        also: ['X-GM-EXT-1'],
        behaviours: [{ onLabels: (uid, path) => (path[1] === all[1] ? later[uid] : []) }],
      },
    });
    await stage.run();
    stage.source.mailbox(user).removeMessages(['Reisen'], [1]);
    later[5] = [];
    const delta = await stage.run();
    expect(delta.passCounts).toMatchObject({ migrated: 1 });
    expect(numbersIn(stage.target, 'Archive').toSorted()).toEqual([5, 6, 7, 8, 9]);
  });

  it('All Mail as a whole when asked for: then nothing is taken out of it besides', async () => {
    const stage = await startStage({
      folders,
      source: { also: ['X-GM-EXT-1'], behaviours: [gmail()] },
    });
    const filters = { takeFolders: [all.join('/')], includeFolders: ['[Gmail]'] };
    await stage.run({ options: { filters } });
    expect(numbersIn(stage.target, ...all)).toEqual(range(1, 9));
    expect(stage.target.mailbox(user).find(['Archive'])).toBeUndefined();
  });

  it('All Mail hidden from IMAP: archived mail cannot be seen, and that is said', async () => {
    const stage = await startStage({
      folders: folders.filter(({ specialUse }) => specialUse !== '\\All'),
      source: { also: ['X-GM-EXT-1'], behaviours: [gmail()] },
    });
    const { report, notes } = await told(stage);
    expect(report).toMatchObject({ end: { kind: 'completed' }, parkedFolders: 1 });
    expect(notes).toContain('[Gmail]/All Mail (archived): folder-missing');
    const filters = { excludeFolders: ['[Gmail]/All Mail (archived)'] };
    expect((await stage.run({ options: { filters } })).parkedFolders).toBe(0);
  });
});
