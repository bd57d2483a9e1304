import { WrongExpectedRevision } from '@mailhaul/application';
import { expect } from 'vitest';
import {
  type Create,
  countTo,
  idsOf,
  newEvent,
  newEvents,
  readAll,
  withStore,
} from '../case-bench.ts';

const writers = 20;

export function concurrencyCases(create: Create): void {
  const on = withStore(create);

  on('has exactly one winner per revision among 20 writers', async ({ store, stream }) => {
    for (const revision of countTo(30)) {
      const expected = revision === 0 ? 'no-stream' : revision - 1;
      const attempts = countTo(writers).map((n) => newEvent(n));
      const results = await Promise.allSettled(
        attempts.map((attempt) => store.append(stream, [attempt], expected)),
      );
      const lost = results.filter((result) => result.status === 'rejected');
      expect(lost).toHaveLength(writers - 1);
      for (const { reason } of lost) expect(reason).toBeInstanceOf(WrongExpectedRevision);
      const winner = attempts[results.findIndex(({ status }) => status === 'fulfilled')];
      expect((await store.readLast(stream))?.id).toBe(winner?.id);
    }
  });

  on('takes appends issued without waiting in their order', async ({ store, stream }) => {
    await store.append(stream, newEvents(1), 'no-stream');
    const events = newEvents(300, 1);
    const answers = await Promise.all(events.map((event, n) => store.append(stream, [event], n)));
    expect(answers.map(({ revision }) => revision)).toEqual(events.map((_, n) => n + 1));
    expect(idsOf((await readAll(store, stream)).slice(1))).toEqual(idsOf(events));
  });

  on('refuses what was issued behind an append that lost', async ({ store, stream }) => {
    await store.append(stream, newEvents(1), 'no-stream');
    const results = await Promise.allSettled([
      store.append(stream, newEvents(2), 0),
      store.append(stream, newEvents(1), 0),
      store.append(stream, newEvents(1), 3),
      store.append(stream, newEvents(1), 2),
    ]);
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
      'fulfilled',
    ]);
  });

  on('keeps batches whole under 20 writers who retry', async ({ store, stream }) => {
    const batches = countTo(writers).map((n) => newEvents(10, n * 10));
    const write = async (batch: ReturnType<typeof newEvents>) => {
      for (let tries = 0; tries < 20 * writers; tries += 1) {
        const last = await store.readLast(stream);
        try {
          await store.append(stream, batch, last?.revision ?? 'no-stream');
          return;
        } catch (error) {
          if (!(error instanceof WrongExpectedRevision)) throw error;
        }
      }
      throw new Error('never had its turn');
    };
    await Promise.all(batches.map(write));
    const numbers = (await readAll(store, stream)).map(({ data }) => Number(data['n']));
    expect(numbers).toHaveLength(writers * 10);
    for (const start of countTo(writers)) {
      const first = numbers[start * 10] ?? 0;
      expect(numbers.slice(start * 10, start * 10 + 10)).toEqual(countTo(10).map((i) => first + i));
    }
  });

  on('shows an acknowledged append to every later read', async ({ store, prefix }) => {
    const write = async (n: number) => {
      for (const revision of countTo(20)) {
        const event = newEvent(revision);
        await store.append(`${prefix}${n}`, [event], revision === 0 ? 'no-stream' : revision - 1);
        expect((await store.readLast(`${prefix}${n}`))?.id).toBe(event.id);
      }
    };
    await Promise.all(countTo(writers).map(write));
  });
}
