import type {
  Capabilities,
  ItemForm,
  MailSession,
  OutgoingItem,
  SessionMemory,
} from '@mailhaul/connector-contract';
import { expect } from 'vitest';
import {
  kindsOf,
  listAll,
  makeFolder,
  message,
  messages,
  openGate,
  readAll,
  textOf,
  wholeBytesMax,
  writeAll,
} from '../case-support.ts';
import type { ConformanceCase } from '../conformance-case.ts';

const marker = (n: number) => `marker-${n}`.padEnd(22, '_');

export const kindCases: readonly ConformanceCase[] = [
  {
    name: 'markers: an item keeps the one that it was written with; listings and reads tell it, also to others and of twins',
    needs: ({ keepsMarkers }) => keepsMarkers === true,
    run: async ({ session, openAnother }) => {
      const id = await makeFolder(session, 'marked');
      const [twin] = messages(1);
      const items = [...messages(2), twin, twin].flatMap((item, at) =>
        item === undefined ? [] : [{ ...item, marker: marker(at) }],
      );
      await writeAll(session, id, [...items, message(9)]);
      const expected = [...items.map((item) => item.marker), undefined];
      for (const reader of [session, await openAnother()]) {
        expect((await listAll(reader, id)).map((item) => item.marker)).toEqual(expected);
        expect((await readAll(reader, id)).map((item) => item.marker)).toEqual(expected);
      }
    },
  },
  {
    name: 'markers: a system that keeps none tells none',
    needs: ({ keepsMarkers }) => keepsMarkers !== true,
    run: async ({ session }) => {
      const id = await makeFolder(session, 'unmarked');
      await writeAll(session, id, messages(2));
      expect((await listAll(session, id)).map((item) => item.marker)).toEqual([
        undefined,
        undefined,
      ]);
    },
  },
  {
    name: 'forms: who asks for none gets mail as MIME',
    run: async ({ session }) => {
      const id = await makeFolder(session, 'mime');
      await writeAll(session, id, messages(2));
      const read = await readAll(session, id);
      expect(read.map(({ form, isFormless }) => [form ?? 'mime', isFormless])).toEqual([
        ['mime', undefined],
        ['mime', undefined],
      ]);
    },
  },
  {
    name: 'forms: what was read in a form that the system takes as well is the same item when it is written in it',
    needs: (capabilities) => otherForms(capabilities).length > 0,
    run: async ({ session }) => {
      const [from, to] = [await makeFolder(session, 'from'), await makeFolder(session, 'to')];
      for (const form of otherForms(session.capabilities)) {
        await writeAll(session, from, [{ ...message(1), flags: ['\\Seen'] }]);
        const read = await readIn(session, from, form);
        expect(read.map((item) => item.form)).toEqual(read.map(() => form));
        const result = await session.writeBatch(to, read, openGate);
        expect(kindsOf(result)).toEqual(read.map(() => 'written'));
      }
      const subjects = async (id: string) =>
        (await readAll(session, id)).map(({ text, likeness, kind = 'mail', flags }) => ({
          ...{ subject: /^Subject: (.*)$/m.exec(text)?.[1]?.trim(), likeness, kind, flags },
        }));
      expect((await subjects(to)).slice(0, 1)).toEqual((await subjects(from)).slice(0, 1));
    },
  },
  {
    name: 'forms: an item that has none of those that were asked for says so and has no body; the others come as ever',
    run: async ({ session, addAppointment, skip }) => {
      if (addAppointment === undefined) return skip('the bench has no other way to put one there');
      const id = await makeFolder(session, 'mixed');
      await writeAll(session, id, messages(1));
      await addAppointment(['mixed']);
      await writeAll(session, id, messages(1, 2));
      const read = await readAll(session, id);
      expect(read.map(({ isFormless, kind = 'mail' }) => [isFormless, kind])).toEqual([
        [undefined, 'mail'],
        [true, 'event'],
        [undefined, 'mail'],
      ]);
      expect(read[1]?.text).toBe('');
      expect(await listAll(session, id)).toHaveLength(3);
    },
  },
  {
    name: 'likenesses: equal for two copies of one item and for no two others, in listings that tell them and in reads',
    needs: (capabilities) => otherForms(capabilities).length > 0,
    run: async ({ session }) => {
      const id = await makeFolder(session, 'alike');
      await writeAll(session, id, [...messages(2), ...messages(1)]);
      const read = (await readAll(session, id)).map(({ likeness }) => likeness);
      // None is told, or each is.
      if (read.every((likeness) => likeness === undefined)) return;
      expect(read[0]).toBe(read[2]);
      expect(new Set(read).size).toBe(2);
      const listed = (await listAll(session, id)).map(({ likeness }) => likeness);
      for (const [at, likeness] of listed.entries())
        expect([undefined, read[at]]).toContain(likeness);
      expect(read.every((likeness) => (likeness?.length ?? 99) <= 64)).toBe(true);
    },
  },
  {
    name: 'folders: one that is made for other items says what for',
    needs: (capabilities) => otherForms(capabilities).length > 0,
    run: async ({ session, openAnother }) => {
      const options = { subscribe: false, containerClass: 'IPF.Contact' };
      const { folder } = await session.ensureFolder(['People'], options);
      const listed = (await (await openAnother()).listFolders()).find(({ id }) => id === folder.id);
      for (const told of [folder, listed]) {
        expect(told).toMatchObject({ containerClass: 'IPF.Contact', nature: 'not-mail' });
      }
    },
  },
  {
    name: 'memory: what one session kept numbers the items for all that follow',
    run: async ({ openAnother }) => {
      const kept = new Map<string, Uint8Array[]>();
      const first = await openAnother(memoryOver(kept));
      const id = await makeFolder(first, 'kept');
      await writeAll(first, id, messages(4));
      const before = await listAll(first, id);
      const { nextId } = await first.folderState(id);
      if (first.capabilities.removesItems) {
        const { generation } = await first.folderState(id);
        await first.removeItems(id, { generation, ids: [before[0]?.id ?? 0] });
      }
      const second = await openAnother(memoryOver(kept));
      const now = await listAll(second, id);
      expect(now.map((item) => item.id)).toEqual(before.slice(-now.length).map((item) => item.id));
      await writeAll(second, id, messages(1, 5));
      expect((await listAll(second, id)).at(-1)?.id).toBeGreaterThanOrEqual(nextId);
    },
  },
  {
    name: 'memory: no number is told that could not be kept',
    run: async ({ openAnother, session }) => {
      const id = await makeFolder(session, 'not kept');
      await writeAll(session, id, messages(2));
      let refused = 0;
      const memory: SessionMemory = {
        recall: () => Promise.resolve([]),
        add: () => {
          refused += 1;
          return Promise.reject(new Error('the ledger is another’s'));
        },
      };
      const told = await openAnother(memory)
        .then((other) => listAll(other, id))
        .then(
          (items) => items.length,
          () => 0,
        );
      expect(told).toBe(refused > 0 ? 0 : 2);
    },
  },
];

/** Forms besides MIME that go both ways. */
function otherForms({ givesForms = [], takesForms = [] }: Capabilities): readonly ItemForm[] {
  return givesForms.filter((form) => form !== 'mime' && takesForms.includes(form));
}

async function readIn(
  session: MailSession,
  folderId: string,
  form: ItemForm,
): Promise<OutgoingItem[]> {
  const { generation } = await session.folderState(folderId);
  const ids = (await listAll(session, folderId)).map(({ id }) => id);
  const forms = [form];
  const items: OutgoingItem[] = [];
  for await (const item of session.readItems(folderId, { generation, ids, wholeBytesMax, forms })) {
    const { receivedAt, flags, kind, form: given } = item;
    const bytes = Buffer.from(await textOf(item.body), 'latin1');
    items.push({
      ...{ receivedAt, flags, body: { kind: 'whole', bytes } },
      ...(kind === undefined ? {} : { kind }),
      ...(given === undefined ? {} : { form: given }),
    });
  }
  return items;
}

function memoryOver(kept: Map<string, Uint8Array[]>): SessionMemory {
  return {
    recall: (key) => Promise.resolve([...(kept.get(key) ?? [])]),
    add: (key, entry, how) => {
      const before = how?.begin === true ? [] : (kept.get(key) ?? []);
      kept.set(key, [...before, entry]);
      return Promise.resolve();
    },
  };
}
