import { answerWith } from '@mailhaul/mail-servers';
import type { PassProgress } from '@mailhaul/copy-engine';
import { describe, expect, it } from 'vitest';
import { startStage } from '../support/engine-stage.ts';
import { mails, numbersIn, range } from '../support/numbered-mail.ts';

const folders = ['INBOX', 'A', 'B', 'C', 'D', 'E'].map((name, at) => ({
  path: [name],
  messages: mails(at * 60 + 1, at * 60 + 60),
}));
const [inbox = { path: ['INBOX'], messages: [] }] = folders;
const sorted = (numbers: number[]) => numbers.toSorted((a, b) => a - b);

/** What a pass told of its waits. */
function heard() {
  const news: PassProgress[] = [];
  const waits = () =>
    news.flatMap((one) => (one.kind === 'waiting' ? [{ ...one, kind: undefined }] : []));
  return { onProgress: (one: PassProgress) => void news.push(one), waits };
}

describe('limits of connections', () => {
  it.each([
    ['source', 1],
    ['source', 2],
    ['source', 3],
    ['target', 1],
    ['target', 2],
    ['target', 3],
  ] as const)('a %s that allows %i: the pass goes on with what it gets', async (side, max) => {
    const stage = await startStage({ folders, [side]: { connectionsPerUserMax: max } });
    const { onProgress } = heard();
    const report = await stage.run({ onProgress, options: { connectionPairs: 4 } });
    expect(report.end).toEqual({ kind: 'completed' });
    expect(report.totals).toMatchObject({ migrated: 360, failed: 0 });
    for (const { path } of folders) {
      expect(numbersIn(stage.target, path.join('/')).length).toBe(60);
    }
  });

  it('a limit that comes in mid-run, when a connection is made anew: it waits for a place, and says so', async () => {
    const stage = await startStage({ folders: [inbox] });
    const busy = {
      status: 'NO',
      code: 'ALERT',
      text: 'Too many simultaneous connections. (Failure)',
    };
    stage.ways.target.push(
      answerWith({ ...busy, status: 'NO' }, { command: 'AUTHENTICATE', times: 3 }),
    );
    const { onProgress, waits } = heard();
    const report = await stage.run({ onProgress });
    expect(report.end).toEqual({ kind: 'completed' });
    expect(waits().filter(({ reason }) => reason === 'connection-limit').length).toBe(3);
    expect(sorted(numbersIn(stage.target, 'INBOX'))).toEqual(range(1, 60));
  });
});

describe('a server that asks to wait', () => {
  it('is left alone for as long as it says, and people are told until when', async () => {
    const text = 'Request is throttled. Suggested Backoff Time: 92415 milliseconds';
    const stage = await startStage({ folders: [inbox] });
    stage.ways.target.push(answerWith({ status: 'BAD', text }, { command: 'APPEND', from: 2 }));
    const { onProgress, waits } = heard();
    const startMs = stage.clock.wallMs();
    const report = await stage.run({ onProgress });
    expect(report.end).toEqual({ kind: 'completed' });
    expect(report.totals).toMatchObject({ migrated: 60, failed: 0 });
    const [wait] = waits().filter(({ reason }) => reason === 'server-asked-to-wait');
    expect((wait?.untilWallMs ?? 0) - startMs).toBeGreaterThanOrEqual(92_415);
    expect(stage.clock.wallMs()).toBeGreaterThanOrEqual(wait?.untilWallMs ?? Infinity);
  });

  it.each([
    ['NO', 'OVERQUOTA', 'Account exceeded command or bandwidth limits.'],
    ['NO', 'THROTTLED', 'Slow down'],
    ['NO', 'UNAVAILABLE', 'Backend is down'],
    ['NO', 'INUSE', 'Mailbox in use'],
  ] as const)('a source that says %s [%s] once: nothing is lost', async (status, code, text) => {
    const stage = await startStage({ folders: [inbox] });
    stage.ways.source.push(answerWith({ status, code, text }, { command: 'UID FETCH' }));
    const report = await stage.run();
    expect(report.end).toMatchObject({ kind: 'completed' });
    expect(sorted(numbersIn(stage.target, 'INBOX'))).toEqual(range(1, 60));
  });
});
