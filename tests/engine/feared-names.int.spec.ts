import { MemoryEventStore } from '@mailhaul/event-store-memory';
import { systemClock } from '@mailhaul/kernel';
import type { FolderSpec, ImapBehaviour } from '@mailhaul/mail-servers';
import { describe, expect, it } from 'vitest';
import { type EngineStage, startStage, user } from '../support/engine-stage.ts';
import { mails } from '../support/numbered-mail.ts';

const names = ['INBOX', 'Archive', '#hash', 'Lists', 'Sent', 'Work'];
const folders: FolderSpec[] = names.map((name, at) => ({
  path: [name],
  messages: mails(10 * at + 1, 10 * at + 10),
}));

/** Resets the connection at CREATE of these names. */
function diesAt(isHeard: (line: string) => boolean): ImapBehaviour {
  return {
    beforeCommand: ({ name, line }) =>
      name === 'CREATE' && isHeard(line) ? { close: 'reset' } : undefined,
  };
}

function countsOf(stage: EngineStage): Record<string, number> {
  const filled = stage.target.mailbox(user).folders();
  return Object.fromEntries(
    filled.map(({ path }) => [
      path.join('/'),
      stage.target.mailbox(user).messages([...path]).length,
    ]),
  );
}

describe('a target that ends its connections at a name', () => {
  it('gets it in another spelling; all else as ever, and no second copy with a lost state', async () => {
    const stage = await startStage({
      folders,
      target: { behaviours: [diesAt((line) => /CREATE "?#/.test(line))] },
    });
    const told: string[] = [];
    const report = await stage.run({
      onProgress: (news) => {
        if (news.kind === 'folder-placed') told.push(`${news.path} ${news.target} ${news.why}`);
      },
    });
    expect(report).toMatchObject({ end: { kind: 'completed' }, parkedFolders: 0 });
    expect(report.totals).toMatchObject({ migrated: 60, failed: 0 });
    expect(told).toEqual(['#hash ％x23-hash spelled']);
    const counts = countsOf(stage);
    expect(Object.values(counts)).toEqual(names.map(() => 10));
    expect((await stage.run()).passCounts).toMatchObject({ migrated: 0 });
    const again = await stage.run({ store: new MemoryEventStore({ clock: systemClock }) });
    expect(again.end).toEqual({ kind: 'completed' });
    expect(countsOf(stage)).toEqual(counts);
  });

  it('in every spelling: that folder is parked with the reason, the others are copied', async () => {
    const stage = await startStage({
      folders,
      target: { behaviours: [diesAt((line) => line.includes('hash') || line.includes('x68-'))] },
    });
    const parked: string[] = [];
    const report = await stage.run({
      onProgress: (news) => {
        if (news.kind === 'folder-parked') parked.push(`${news.path}: ${news.error.message}`);
      },
    });
    expect(report).toMatchObject({ end: { kind: 'completed' }, parkedFolders: 1 });
    expect(report.totals).toMatchObject({ migrated: 50, failed: 10 });
    expect(parked).toEqual([
      '#hash: The target ends the connection whenever this folder is to be made.',
    ]);
  });

  it('because it is being restarted: every folder keeps its name', async () => {
    let left = 4;
    const restarting = diesAt(() => (left -= 1) >= 0);
    const stage = await startStage({ folders, target: { behaviours: [restarting] } });
    const report = await stage.run();
    expect(report.totals).toMatchObject({ migrated: 60, failed: 0 });
    expect(Object.keys(countsOf(stage)).toSorted()).toEqual(names.toSorted());
  });
});
