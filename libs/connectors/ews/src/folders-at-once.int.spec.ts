import type { MailSession } from '@mailhaul/connector-contract';
import { describe, expect, it } from 'vitest';
import { type EwsStage, failureOf, startStage } from './spec-support/ews-stage.ts';

async function stageCounting(options: Parameters<typeof startStage>[0] = {}) {
  const stage = await startStage(options);
  const session = await stage.open();
  await session.listFolders();
  const counts = { created: 0 };
  stage.misbehave(({ operation }) => void (counts.created += Number(operation === 'CreateFolder')));
  return { stage, session, counts };
}

const plain = { subscribe: false };
const numbered = (count: number) => Array.from({ length: count }, (_, at) => `Folder ${at + 1}`);

async function pathsOf(session: MailSession): Promise<string[]> {
  const folders = await session.listFolders();
  return folders.map(({ path }) => path.join('/')).filter((path) => path.startsWith('Folder'));
}

describe('folders that are asked for at once', () => {
  it('are made together, and each is told as made', async () => {
    const { session, counts } = await stageCounting();
    const names = numbered(30);
    const made = await Promise.all(names.map((name) => session.ensureFolder([name], plain)));
    expect(made.map(({ folder, wasCreated }) => [folder.path, wasCreated])).toEqual(
      names.map((name) => [[name], true]),
    );
    expect(new Set(made.map(({ folder }) => folder.id)).size).toBe(30);
    expect(counts.created).toBe(1);
    expect((await pathsOf(session)).toSorted()).toEqual(names.toSorted());
    const again = await Promise.all(names.map((name) => session.ensureFolder([name], plain)));
    expect(again.some(({ wasCreated }) => wasCreated)).toBe(false);
  });

  it('are made level by level, of the class that each is for', async () => {
    const { session, counts } = await stageCounting();
    const made = await Promise.all([
      session.ensureFolder(['Folder A', 'x', 'deep'], plain),
      session.ensureFolder(['Folder A', 'y'], { ...plain, containerClass: 'IPF.Contact' }),
      session.ensureFolder(['Folder B', 'x'], plain),
      session.ensureFolder(['Folder B'], plain),
      session.ensureFolder(['folder a', 'X'], plain),
    ]);
    expect(made.map(({ folder }) => folder.path.join('/'))).toEqual([
      ...['Folder A/x/deep', 'Folder A/y', 'Folder B/x', 'Folder B', 'Folder A/x'],
    ]);
    expect(made.map(({ folder }) => folder.containerClass)).toEqual([
      ...[undefined, 'IPF.Contact', undefined, undefined, undefined],
    ]);
    expect(counts.created).toBe(4);
    expect((await pathsOf(session)).toSorted()).toEqual([
      ...['Folder A', 'Folder A/x', 'Folder A/x/deep', 'Folder A/y', 'Folder B', 'Folder B/x'],
    ]);
  });

  it('are made one by one where the server does not take several', async () => {
    const { stage, session, counts } = await stageCounting();
    let isFirst = true;
    stage.misbehave(({ operation }) => {
      if (operation !== 'CreateFolder') return undefined;
      counts.created += 1;
      if (!isFirst) return undefined;
      isFirst = false;
      return { kind: 'fault', fault: { code: 'ErrorSchemaValidation' } };
    });
    const names = numbered(4);
    const made = await Promise.all(names.map((name) => session.ensureFolder([name], plain)));
    expect(made.every(({ wasCreated }) => wasCreated)).toBe(true);
    expect(counts.created).toBe(5);
  });

  it('are each refused for themselves', async () => {
    const { stage, session } = await stageCounting({ stopsBatches: true });
    await madeBehindItsBack(stage, 'Folder 2');
    const names = ['Folder 1', 'Folder 2', 'Folder 3'];
    const made = await Promise.all(names.map((name) => session.ensureFolder([name], plain)));
    expect(made.map(({ wasCreated }) => wasCreated)).toEqual([true, false, true]);
    expect((await pathsOf(session)).toSorted()).toEqual(names);
  });

  it('wait as one where the server is busy', async () => {
    const { stage, session } = await stageCounting();
    stage.misbehave(({ operation }) =>
      operation === 'CreateFolder'
        ? { kind: 'fault', fault: { code: 'ErrorServerBusy', backOffMs: 5000 } }
        : undefined,
    );
    const wishes = numbered(3).map((name) => failureOf(session.ensureFolder([name], plain)));
    for (const error of await Promise.all(wishes)) {
      expect(error).toMatchObject({ code: 'throttled', retryAfterMs: 5000 });
    }
  });
});

async function madeBehindItsBack(stage: EwsStage, name: string): Promise<void> {
  await (await stage.open()).ensureFolder([name], plain);
}
