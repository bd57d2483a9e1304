import { readFileSync } from 'node:fs';
import type { PassProgress } from '@mailhaul/copy-engine';
import { systemClock } from '@mailhaul/kernel';
import {
  dreamHost,
  exchange,
  exchangeLongSets,
  exchangeSets,
  type FolderSpec,
  gmail,
  gmailLabels,
  gmailLocked,
  gmailLocking,
  gmailThrottling,
  hMailServer,
  icloud,
  iceWarp,
  type MessageSpec,
  nilBodies,
  noAtTheEnd,
  outlookComLongSets,
  type Personality,
  restless,
  talkative,
  xeams,
  yahoo,
  yahooCut,
  yahooLimited,
  zimbra,
  zimbraFolders,
} from '@mailhaul/mail-servers';
import { verifyMailbox, withSteadySides } from '@mailhaul/verification';
import { describe, expect, it } from 'vitest';
import { type EngineStage, startStage } from '../support/engine-stage.ts';
import { contentOf, mail, mails, numbersIn, range, twins } from '../support/numbered-mail.ts';

const stumblingBlock = 'X-Stumble: yes';
const stumbling = 7;

/** Twenty messages, of which one is the kind that the server stumbles over, and ten in another folder. */
const folders = [
  {
    path: ['INBOX'],
    messages: mails(1, 20).map((spec, at) => (at + 1 === stumbling ? marked(spec) : spec)),
  },
  { path: ['Other'], messages: mails(21, 30) },
];
const whole = { path: ['INBOX'], messages: mails(1, 20) };

function marked(spec: MessageSpec): MessageSpec {
  return { ...spec, bytes: `${stumblingBlock}\r\n${String(spec.bytes)}` };
}

const from = (
  personality: Personality,
  source: readonly FolderSpec[] = folders,
): Promise<EngineStage> =>
  startStage({ folders: source, source: personality.options(stumblingBlock) });
const to = (personality: Personality, source = folders): Promise<EngineStage> =>
  startStage({ folders: source, target: personality.options(stumblingBlock) });
const sorted = (numbers: number[]) => numbers.toSorted((a, b) => a - b);

async function expectAll(stage: EngineStage): Promise<void> {
  const startedMs = stage.clock.monotonicMs();
  const report = await stage.run();
  // Nothing is waited for.
  expect(stage.clock.monotonicMs() - startedMs).toBeLessThan(10_000);
  expect(report).toMatchObject({
    end: { kind: 'completed' },
    totals: { migrated: 30, failed: 0, gone: 0 },
  });
  for (const path of ['INBOX', 'Other']) {
    expect(contentOf(stage.target, path)).toEqual(contentOf(stage.source, path));
  }
  await expectNothingNew(stage);
}

/** Nothing is copied twice, whatever the server tells. */
async function expectNothingNew(stage: EngineStage): Promise<void> {
  const appends = stage.target.commandCount('APPEND');
  expect((await stage.run()).passCounts).toMatchObject({ migrated: 0 });
  expect(stage.target.commandCount('APPEND')).toBe(appends);
}

/** What verification says of INBOX on both sides. */
async function gradeOf(stage: EngineStage): Promise<string> {
  const pass = stage.pass({});
  const context = { clock: systemClock, random: pass.random, signal: pass.stop };
  const folders = [{ sourcePath: ['INBOX'], targetPath: ['INBOX'] }];
  const open = {
    source: () => pass.source.open(context),
    target: () => pass.target.open(context),
  };
  const { grade } = await withSteadySides(open, (sides) =>
    verifyMailbox({ ...sides, folders, isDeep: false }),
  );
  return grade;
}

describe('sources as they were recorded', () => {
  it.for([
    { personality: talkative },
    { personality: dreamHost },
    { personality: hMailServer },
    { personality: icloud },
    { personality: gmailThrottling },
    { personality: restless },
    { personality: exchangeSets },
    { personality: exchangeLongSets },
    { personality: outlookComLongSets },
    { personality: yahooLimited },
    { personality: yahooCut },
  ])('$personality.name: everything arrives as it is', async ({ personality }) => {
    await expectAll(await from(personality));
  });

  it.for([
    { personality: gmail },
    { personality: exchange },
    { personality: yahoo },
    { personality: nilBodies },
    { personality: noAtTheEnd },
  ])(
    '$personality.name: a message that it does not hand out is failed by name, the rest arrives',
    async ({ personality }) => {
      const stage = await from(personality);
      const report = await stage.run();
      expect(report).toMatchObject({
        end: { kind: 'completed' },
        totals: { migrated: 29, failed: 1, gone: 0 },
      });
      expect(sorted(numbersIn(stage.target, 'INBOX'))).toEqual(
        range(1, 20).filter((n) => n !== stumbling),
      );
      expect(numbersIn(stage.target, 'Other')).toEqual(range(21, 30));
      await expectNothingNew(stage);
    },
  );

  it('a large item that comes first though it is the newest is not written first', async () => {
    const large = mail(4, 'x'.repeat(5 << 20));
    const messages = [...mails(1, 3), large];
    const stage = await from(talkative, [{ path: ['INBOX'], messages }]);
    expect((await stage.run()).totals).toMatchObject({ migrated: 4, failed: 0, gone: 0 });
    expect(numbersIn(stage.target, 'INBOX')).toEqual(range(1, 4));
    await expectNothingNew(stage);
  });

  it('IceWarp: items without size and with one date for all arrive, in their order', async () => {
    const stage = await from(iceWarp, [whole]);
    expect((await stage.run()).totals).toMatchObject({ migrated: 20, failed: 0, gone: 0 });
    expect(numbersIn(stage.target, 'INBOX')).toEqual(range(1, 20));
    await expectNothingNew(stage);
  });

  it('Gmail: a message under three labels is three, what has no label is archived, no view is copied', async () => {
    const inGmail = (name: string) => ['[Gmail]', name];
    const stage = await from(gmailLabels, [
      { path: ['INBOX'], messages: mails(1, 2) },
      { path: ['Work'], messages: mails(1, 1) },
      { path: inGmail('All Mail'), messages: mails(1, 3), specialUse: '\\All' },
      { path: inGmail('Starred'), messages: [mail(1), mail(3)], specialUse: '\\Flagged' },
      { path: inGmail('Important'), messages: mails(2, 3), specialUse: '\\Important' },
    ]);
    const report = await stage.run();
    expect(report).toMatchObject({
      end: { kind: 'completed' },
      totals: { migrated: 4, failed: 0 },
    });
    expect(numbersIn(stage.target, 'INBOX')).toEqual([1, 2]);
    expect(numbersIn(stage.target, 'Work')).toEqual([1]);
    expect(numbersIn(stage.target, 'Archive')).toEqual([3]);
    const paths = stage.target
      .mailbox('ann')
      .folders()
      .map(({ path }) => path.join('/'));
    expect(paths.filter((path) => /Starred|Important|All Mail/.test(path))).toEqual([]);
    await expectNothingNew(stage);
  });

  it.for([{ personality: gmailLocked }, { personality: gmailLocking }])(
    '$personality.name: the pass ends, and says that the account is blocked',
    async ({ personality }) => {
      const { end } = await (await from(personality)).run();
      expect(end).toMatchObject({
        kind: 'failed',
        error: { code: 'account-blocked', disposition: 'needsOperator' },
      });
    },
  );

  it('Xeams: folders without UIDVALIDITY are left out, by name', async () => {
    const stage = await from(xeams);
    const report = await stage.run();
    expect(report.totals).toMatchObject({ migrated: 0, failed: 30 });
    expect(numbersIn(stage.target, 'INBOX')).toEqual([]);
  });

  it('Zimbra: contacts, chats and calendars are left out, by name; sizes that are not those of the bodies do no harm', async () => {
    const beside = ['Contacts', 'Emailed Contacts', 'Chats', 'Calendar'];
    const stage = await from(zimbraFolders, [
      whole,
      ...beside.map((name, n) => ({ path: [name], messages: [mail(50 + n)] })),
    ]);
    const leftOut: string[] = [];
    const onProgress = (news: PassProgress) => {
      if (news.kind === 'folder-left-out') leftOut.push(`${news.path}: ${news.why}`);
    };
    const report = await stage.run({ onProgress });
    expect(report).toMatchObject({
      end: { kind: 'completed' },
      totals: { migrated: 20, excluded: 4, failed: 0, gone: 0 },
    });
    expect(leftOut.toSorted()).toEqual([
      'Calendar: not-mail',
      'Chats: chats',
      'Contacts: not-mail',
      'Emailed Contacts: not-mail',
    ]);
    expect(contentOf(stage.target, 'INBOX')).toEqual(contentOf(stage.source, 'INBOX'));
    expect(await gradeOf(stage)).toBe('Perfect');
    await expectNothingNew(stage);
  });

  it('hMailServer: what it serves with bare LF arrives byte for byte', async () => {
    const unixMail = mails(1, 5).map((spec) => ({
      ...spec,
      bytes: String(spec.bytes).replaceAll('\r\n', '\n'),
    }));
    const mixed = { ...mail(6), bytes: 'Subject: number 6\r\n\none\ntwo\r\nthree\rfour\n' };
    const stage = await from(hMailServer, [{ path: ['INBOX'], messages: [...unixMail, mixed] }]);
    expect((await stage.run()).totals).toMatchObject({ migrated: 6, failed: 0, gone: 0 });
    expect(contentOf(stage.target, 'INBOX')).toEqual(contentOf(stage.source, 'INBOX'));
    expect(await gradeOf(stage)).toBe('Perfect');
    await expectNothingNew(stage);
  });

  it("Zimbra: a mailbox that cannot be listed ends with the server's words", async () => {
    const stage = await from(zimbra);
    const { end } = await stage.run();
    expect(end).toMatchObject({
      kind: 'failed',
      error: { scope: 'mailbox', serverText: 'LIST failed' },
    });
    expect(numbersIn(stage.target, 'INBOX')).toEqual([]);
  });
});

describe('targets as they were recorded', () => {
  it.for([
    { personality: dreamHost },
    { personality: talkative },
    { personality: nilBodies },
    { personality: restless },
    { personality: gmailThrottling },
  ])('$personality.name: everything arrives as it is', async ({ personality }) => {
    await expectAll(await to(personality, [whole, folders[1] ?? whole]));
  });

  it.for([{ personality: exchange }, { personality: icloud }])(
    '$personality.name: messages arrive without the keywords that it refuses',
    async ({ personality }) => {
      const labelled = { ...mail(21), flags: ['\\Seen', 'two.parts'] };
      const stage = await to(personality, [
        { path: ['INBOX'], messages: [...mails(1, 20), labelled] },
      ]);
      const report = await stage.run();
      expect(report.totals).toMatchObject({ migrated: 21, failed: 0 });
      expect(sorted(numbersIn(stage.target, 'INBOX'))).toEqual(range(1, 21));
      const [last] = stage.target.mailbox('ann').messages(['INBOX']).slice(-1);
      expect(last).toMatchObject({ keywords: [] });
      await expectNothingNew(stage);
    },
  );

  it('Gmail: identical messages collapse, what is no message fails by name, the rest arrives', async () => {
    const bare = { ...mail(41), bytes: 'number 41\r\n' };
    const messages = [...twins(3), ...mails(1, 20), bare];
    const stage = await to(gmail, [{ path: ['INBOX'], messages }]);
    const report = await stage.run();
    expect(report.totals).toMatchObject({ migrated: 21, collapsed: 2, failed: 1 });
    expect(sorted(numbersIn(stage.target, 'INBOX'))).toEqual(range(0, 20));
    expect((await stage.run()).passCounts).toMatchObject({ migrated: 0 });
  });

  it.for([{ personality: yahoo }, { personality: hMailServer }])(
    '$personality.name: keywords are dropped, everything arrives',
    async ({ personality }) => {
      const stage = await to(personality, [whole]);
      expect((await stage.run()).totals).toMatchObject({ migrated: 20, failed: 0 });
      expect(numbersIn(stage.target, 'INBOX')).toEqual(range(1, 20));
      await expectNothingNew(stage);
    },
  );
});

describe('what was recorded', () => {
  it('names a public thread for each, and stands in docs/reference/servers.md', () => {
    const page = readFileSync(new URL('../../docs/reference/servers.md', import.meta.url), 'utf8');
    const all = [
      dreamHost,
      exchange,
      exchangeLongSets,
      exchangeSets,
      gmail,
      gmailLabels,
      gmailLocked,
      gmailLocking,
      gmailThrottling,
      hMailServer,
      icloud,
      iceWarp,
      nilBodies,
      noAtTheEnd,
      outlookComLongSets,
      restless,
      talkative,
      xeams,
      yahoo,
      yahooCut,
      yahooLimited,
      zimbra,
      zimbraFolders,
    ];
    for (const { quirks } of all) {
      for (const { sources } of quirks)
        for (const url of sources) expect(page).toContain(`](${url})`);
    }
  });
});
