import {
  type Extension,
  type FolderSpec,
  hangUpOver,
  type ImapBehaviour,
} from '@mailhaul/mail-servers';
import { expect, it } from 'vitest';
import { startStage } from '../support/engine-stage.ts';
import { mails, numbersIn, range } from '../support/numbered-mail.ts';

const names = ['INBOX', 'Archive', 'Bad', 'Lists', 'Sent', 'Work'];
const folders: FolderSpec[] = names.map((name, at) => ({
  path: [name],
  messages: mails(10 * at + 1, 10 * at + 10),
}));

it('a target that ends its connections when mail goes into a folder: it is parked, the others are copied', async () => {
  const sick: ImapBehaviour = {
    beforeCommand: ({ name, line }) =>
      name === 'APPEND' && / .?Bad/.test(line) ? { close: 'reset' } : undefined,
  };
  const stage = await startStage({ folders, target: { behaviours: [sick] } });
  const parked: string[] = [];
  const report = await stage.run({
    onProgress: (news) => {
      if (news.kind === 'folder-parked') parked.push(`${news.path}: ${news.error.message}`);
    },
  });
  expect(report).toMatchObject({ end: { kind: 'completed' }, parkedFolders: 1 });
  expect(report.totals).toMatchObject({ migrated: 50, failed: 10, pending: 0 });
  expect(parked).toEqual([
    'Bad: The target ends the connection whenever this folder is written to.',
  ]);
  stage.ways.target.splice(0);
  expect((await stage.run()).totals).toMatchObject({ migrated: 60, failed: 0 });
  expect(numbersIn(stage.target, 'Bad').toSorted((a, b) => a - b)).toEqual(range(21, 30));
});

interface Filled {
  readonly title: string;
  readonly when: 'opened' | 'fetched';
  readonly without?: readonly Extension[];
}

const filled: readonly Filled[] = [
  { title: 'opened', when: 'opened' },
  { title: 'opened or asked for by STATUS', when: 'opened', without: ['LIST-STATUS'] },
  { title: 'read', when: 'fetched' },
];

it.for(filled)(
  'a target that ends its connections when a folder that holds mail is $title: it is parked, the others are copied; mended, what is there is matched',
  async ({ when, without = [] }) => {
    const bad = folders.filter(({ path }) => path[0] === 'Bad');
    const target = { without, behaviours: [hangUpOver('Bad', when)] };
    const stage = await startStage({ folders, targetFolders: bad, target });
    const parked: string[] = [];
    const report = await stage.run({
      onProgress: (news) => {
        if (news.kind === 'folder-parked') parked.push(`${news.path}: ${news.error.message}`);
      },
    });
    expect(report).toMatchObject({ end: { kind: 'completed' }, parkedFolders: 1 });
    expect(report.totals).toMatchObject({ migrated: 50, pending: 0 });
    expect(parked).toEqual([
      expect.stringMatching(/^Bad: The target ends the connection whenever this folder is/),
    ]);
    expect(numbersIn(stage.target, 'Bad')).toEqual(range(21, 30));
    stage.ways.target.splice(0);
    const mended = await stage.run();
    expect(mended).toMatchObject({ parkedFolders: 0, totals: { migrated: 60, failed: 0 } });
    expect(numbersIn(stage.target, 'Bad')).toEqual(range(21, 30));
  },
);
