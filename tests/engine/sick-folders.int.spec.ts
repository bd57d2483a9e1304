import type { FolderSpec, ImapBehaviour, ImapServerOptions } from '@mailhaul/mail-servers';
import { describe, expect, it } from 'vitest';
import { type EngineStage, startStage } from '../support/engine-stage.ts';
import { mails, numbersIn, range } from '../support/numbered-mail.ts';

const names = ['INBOX', 'Archive', 'Bad', 'Lists', 'Sent', 'Work'];
const folders: FolderSpec[] = names.map((name, at) => ({
  path: [name],
  messages: mails(10 * at + 1, 10 * at + 10),
}));

/** Resets the connection at these commands; what is open stands before the command: `Bad| 7 UID FETCH ...`. */
function diesAt(isIt: RegExp): ImapBehaviour {
  return {
    beforeCommand: ({ line, selected }) =>
      isIt.test(`${selected?.path.join('/') ?? ''}| ${line}`) ? { close: 'reset' } : undefined,
  };
}

async function told(stage: EngineStage) {
  const parked: string[] = [];
  const report = await stage.run({
    onProgress: (news) => {
      if (news.kind === 'folder-parked') parked.push(`${news.path}: ${news.error.message}`);
    },
  });
  return { report, parked };
}

describe('a source that ends its connections', () => {
  const cases: readonly (readonly [string, RegExp, ImapServerOptions])[] = [
    ['the folder is opened', /(?:EXAMINE|STATUS) .?Bad/, {}],
    [
      'the folder is opened, and the listing tells nothing of it',
      /(?:EXAMINE|STATUS) .?Bad/,
      { without: ['LIST-STATUS'] },
    ],
    ['anything of the folder is fetched', /^Bad\|.*UID FETCH/, {}],
  ];
  it.for(cases)(
    'when %s: it is parked, the others are copied; mended, it is taken',
    async ([, isIt, more]) => {
      const stage = await startStage({ folders, source: { behaviours: [diesAt(isIt)], ...more } });
      const { report, parked } = await told(stage);
      expect(report).toMatchObject({ end: { kind: 'completed' }, parkedFolders: 1 });
      // Of a folder that never tells anything not even the number is known.
      const failed = more.without === undefined ? 10 : 0;
      expect(report.totals).toMatchObject({ migrated: 50, failed, pending: 0 });
      expect(parked).toEqual([
        expect.stringMatching(/^Bad: The source ends the connection whenever/),
      ]);
      stage.ways.source.splice(0);
      const mended = await stage.run();
      expect(mended).toMatchObject({ parkedFolders: 0, totals: { migrated: 60, failed: 0 } });
      expect(numbersIn(stage.target, 'Bad')).toEqual(range(21, 30));
    },
  );

  it.for([1, 4, 10])(
    'over item %i of a folder: it fails by name, all others are copied',
    async (uid) => {
      const sick: ImapBehaviour = {
        cutBody: ({ selected }, message) =>
          selected?.path.join() === 'Bad' && message.uid === uid ? 5 : undefined,
      };
      const stage = await startStage({ folders, source: { behaviours: [sick] } });
      const { report, parked } = await told(stage);
      expect(parked).toEqual([]);
      expect(report).toMatchObject({
        end: { kind: 'completed' },
        totals: { migrated: 59, failed: 1 },
      });
      expect(numbersIn(stage.target, 'Bad')).toEqual(range(21, 30).filter((n) => n !== 20 + uid));
      stage.ways.source.splice(0);
      expect((await stage.run()).totals).toMatchObject({ migrated: 60, failed: 0 });
    },
  );

  it('whatever is fetched: the pass ends with that, and parks nothing', async () => {
    const stage = await startStage({ folders, source: { behaviours: [diesAt(/UID FETCH/)] } });
    const { report, parked } = await told(stage);
    expect(report.end).toMatchObject({ kind: 'failed', error: { code: 'connection-lost' } });
    expect(parked).toEqual([]);
    stage.ways.source.splice(0);
    expect((await stage.run()).totals).toMatchObject({ migrated: 60, failed: 0 });
  });
});
