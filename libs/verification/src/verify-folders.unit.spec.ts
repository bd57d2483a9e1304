import { ConnectorError, type MailSession } from '@mailhaul/connector-contract';
import { describe, expect, it } from 'vitest';
import { TwoSides, lines, message, steady } from './spec-support/two-sides.ts';
import { verifyMailbox } from './verify-mailbox.ts';

function refusal(scope: 'item' | 'folder' | 'connection'): ConnectorError {
  return new ConnectorError({
    code: scope === 'connection' ? 'connection-lost' : 'folder-refused',
    scope,
    disposition: 'retry',
    message: 'No.',
    remedy: 'None.',
  });
}

/** Fails before its first element. */
function failing(error: Error): AsyncIterable<never> {
  return { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(error) }) };
}

/** A session with one method replaced. */
function altered(session: MailSession, change: Partial<MailSession>): MailSession {
  const { capabilities } = session;
  return {
    capabilities,
    listFolders: () => session.listFolders(),
    folderState: (id) => session.folderState(id),
    ensureFolder: (path, options) => session.ensureFolder(path, options),
    listItems: (id, range) => session.listItems(id, range),
    readItems: (id, request) => session.readItems(id, request),
    writeBatch: (id, items, gate) => session.writeBatch(id, items, gate),
    removeItems: (id, request) => session.removeItems(id, request),
    close: () => session.close(),
    abort: (reason) => {
      session.abort(reason);
    },
    ...change,
  };
}

function threeFolders(): TwoSides {
  const sides = new TwoSides();
  for (const name of ['INBOX', 'Work', 'Old']) {
    sides.fill([name], [message(name, 1), message(`${name} again`, 2)]);
  }
  return sides;
}

const all = ['INBOX', 'Work', 'Old'].map((name) => ({ sourcePath: [name], targetPath: [name] }));

describe('verifyMailbox over folders', () => {
  it('names a folder that is missing at the target, and its items', async () => {
    const sides = threeFolders();
    sides.target.deleteFolder('Work');
    const report = await sides.verify();
    expect(lines(report)).toEqual(['folder-missing -→-', 'missing 1→-', 'missing 2→-']);
    expect(report.folders.map(({ grade }) => grade)).toEqual(['Perfect', 'Poor', 'Perfect']);
    expect(report.grade).toBe('Poor');
  });

  it('asks to investigate an empty folder that is missing', async () => {
    const sides = threeFolders();
    sides.source.ensureFolder(['Empty']);
    const report = await sides.verify();
    expect(lines(report)).toEqual(['folder-missing -→-']);
    expect(report.grade).toBe('Investigate');
  });

  it('compares several source folders with the one they map to as one multiset', async () => {
    const sides = new TwoSides();
    const merged = sides.target.ensureFolder(['Merged']);
    for (const name of ['A', 'B']) {
      const own = message(`only ${name}`, 5);
      sides.source.ensureFolder([name]).add(message('twin', 7, [name]));
      sides.source.ensureFolder([name]).add(own);
      merged.add(own);
    }
    merged.add(message('twin', 7, ['B']));
    const folders = ['A', 'B'].map((name) => ({ sourcePath: [name], targetPath: ['Merged'] }));
    const short = await sides.verify({ folders });
    expect(lines(short)).toEqual(['missing 1→-']);
    expect(short.findings[0]?.sourcePath).toEqual(['A']);
    expect(short.itemCount).toEqual({ source: 4, target: 3 });
    expect(short.folders.map(({ targetCount }) => targetCount)).toEqual([1, 2]);
    merged.add(message('twin', 7, ['A']));
    expect((await sides.verify({ folders, isDeep: true })).grade).toBe('Perfect');
  });

  it.each(['source', 'target'] as const)(
    'asks to investigate a folder of the %s that lists fewer items than it says it holds',
    async (side) => {
      const sides = threeFolders();
      sides.source.ensureFolder(['Work']).add(message('not listed', 9));
      sides.target.ensureFolder(['Work']).add(message('not listed', 9));
      const open = await sides.open();
      /** Leaves the last item out, on both sides: what is listed agrees. */
      const sick = (session: MailSession, hides: 'a lie' | 'the truth') =>
        altered(session, {
          async *listItems(id, range) {
            for await (const page of session.listItems(id, range)) {
              if (id !== 'Work') yield page;
              const items = page.items.slice(0, -1);
              const { itemCount } = page.state;
              const state = { ...page.state, itemCount: itemCount - (hides === 'a lie' ? 0 : 1) };
              if (id === 'Work') yield { state, items };
            }
          },
        });
      const report = await verifyMailbox({
        ...steady({
          source: sick(open.source, side === 'source' ? 'a lie' : 'the truth'),
          target: sick(open.target, side === 'target' ? 'a lie' : 'the truth'),
        }),
        folders: all,
        isDeep: false,
      });
      expect(lines(report)).toEqual(['unreadable -→-']);
      expect(report.findings[0]).toMatchObject({ sourcePath: ['Work'] });
      expect(report.findings[0]?.detail).toContain(`The ${side} says`);
      expect(report.folders.map(({ grade }) => grade)).toContain('Investigate');
    },
  );

  it('does not take what was deleted meanwhile for unlisted, nor what came after the pass', async () => {
    const sides = threeFolders();
    const { source, target } = await sides.open();
    const late = altered(source, {
      async *listItems(id, range) {
        for await (const page of source.listItems(id, range)) {
          const { itemCount, nextId } = page.state;
          const more = range?.belowId === undefined ? 1 : 3;
          yield {
            ...page,
            state: { ...page.state, itemCount: itemCount + more, nextId: nextId + 3 },
          };
        }
      },
    });
    for (const belowId of [undefined, 100]) {
      const folders = all.map((folder) =>
        belowId === undefined ? folder : { ...folder, belowId },
      );
      const report = await verifyMailbox({
        ...steady({ source: late, target }),
        folders,
        isDeep: false,
      });
      expect(report.grade).toBe('Perfect');
    }
  });

  it('goes on after a folder that cannot be listed', async () => {
    const sides = threeFolders();
    const { source, target } = await sides.open();
    const sick = altered(target, {
      listItems: (id, range) => {
        if (id !== 'Work') return target.listItems(id, range);
        return failing(refusal('folder'));
      },
    });
    const report = await verifyMailbox({
      ...steady({ source, target: sick }),
      folders: all,
      isDeep: true,
    });
    expect(lines(report)).toEqual(['unreadable -→-']);
    expect(report.folders.map(({ grade }) => grade)).toEqual(['Perfect', 'Investigate', 'Perfect']);
  });

  it('names the one item that cannot be read, and reads those behind it', async () => {
    const sides = threeFolders();
    const { source, target } = await sides.open();
    const sick = altered(source, {
      readItems: (id, request) =>
        (async function* () {
          for await (const item of source.readItems(id, request)) {
            if (id === 'Work' && item.id === 1) throw refusal('item');
            yield item;
          }
        })(),
    });
    sides.target.folderAt(['Work'])?.remove(3);
    sides.target.folderAt(['Work'])?.add(message('Work AGAIN', 2));
    const report = await verifyMailbox({
      ...steady({ source: sick, target }),
      folders: all,
      isDeep: true,
    });
    expect(lines(report)).toEqual(['unreadable 1→2', 'bytes-differ 2→4']);
  });

  it('rejects when a session is lost: nothing can be said then', async () => {
    const { source, target } = await threeFolders().open();
    const lost = altered(source, {
      readItems: () => {
        throw refusal('connection');
      },
    });
    await expect(
      verifyMailbox({ ...steady({ source: lost, target }), folders: all, isDeep: true }),
    ).rejects.toMatchObject({ code: 'connection-lost' });
  });

  it('requests the next listings of both sides before it compares, and tells each folder once', async () => {
    const { source, target } = await threeFolders().open();
    const calls: string[] = [];
    const spied = (session: MailSession, side: string) =>
      altered(session, {
        listItems: (id, range) => {
          calls.push(`${side} ${id}`);
          return session.listItems(id, range);
        },
        readItems: (id, request) => {
          calls.push(`read ${id}`);
          return session.readItems(id, request);
        },
      });
    const told: string[] = [];
    await verifyMailbox({
      ...steady({ source: spied(source, 'source'), target: spied(target, 'target') }),
      folders: all,
      isDeep: true,
      onFolder: (path, done, count) => told.push(`${path.join('/')} ${done}/${count}`),
    });
    expect(calls.slice(0, 6)).toEqual([
      'source INBOX',
      'target INBOX',
      'source Work',
      'target Work',
      'source Old',
      'target Old',
    ]);
    expect(told).toEqual(['INBOX 1/3', 'Work 2/3', 'Old 3/3']);
  });

  it('keeps a bounded number of findings and the one that matters most', async () => {
    const sides = new TwoSides();
    const count = 10_050;
    sides.fill(
      ['INBOX'],
      Array.from({ length: count }, (_, n) => message(`${n}`, n)),
    );
    const target = sides.target.ensureFolder(['INBOX']);
    for (const { id } of [...target.items()]) target.setFlags(id, ['\\Seen']);
    target.remove(count + 1);
    const report = await sides.verify();
    expect(report.findings).toHaveLength(10_001);
    expect(report.findingsDropped).toBe(49);
    expect(report.found).toEqual({ 'flags-differ': count - 1, missing: 1 });
    expect(report.findings.at(-1)).toMatchObject({ kind: 'missing', sourceId: count });
  });
});
