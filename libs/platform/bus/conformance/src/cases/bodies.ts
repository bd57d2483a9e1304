import {
  type JsonObject,
  type JsonValue,
  RequestRefused,
  RequestTimedOut,
} from '@mailhaul/application';
import { expect } from 'vitest';
import type { MakeBus } from '../bus-conformance.ts';
import { patienceMs, rejectionOf, withBus } from '../case-bench.ts';

/** The bound of the port, and the quotes around a text. */
const bodyBytesMax = 1_000_000;
const textLengthMax = bodyBytesMax - 2;
/** A transport may learn only from its wire that an answer is too large. */
const tooLargeAnswerMs = 3_000;

export function bodyCases(make: MakeBus): void {
  const on = withBus(make);

  on('carries a body up to the bound', async ({ start, ask }) => {
    await start('one');
    expect(await ask('size', 'x'.repeat(textLengthMax))).toBe(textLengthMax);
    // Two bytes in UTF-8 each.
    expect(await ask('size', 'ä'.repeat(textLengthMax / 2))).toBe(textLengthMax / 2);
  });

  on('refuses a larger one before it is sent', async ({ start, ask }) => {
    const member = await start('one');
    for (const text of ['x'.repeat(textLengthMax + 1), 'ä'.repeat(textLengthMax / 2 + 1)]) {
      expect(await rejectionOf(ask('size', text))).toBeInstanceOf(RequestRefused);
    }
    expect(await ask('size', 'end')).toBe(3);
    expect(member.asked.all.length).toBe(1);
  });

  on('carries an answer up to the bound, and no larger one', async ({ start, ask }) => {
    await start('one');
    const answer = await ask('fill', textLengthMax);
    expect((answer as string).length).toBe(textLengthMax);
    const error = await rejectionOf(ask('fill', 2 * bodyBytesMax, tooLargeAnswerMs));
    expect([RequestRefused, RequestTimedOut]).toContain((error as Error).constructor);
    expect(await ask('echo', 1)).toBe(1);
  });

  on('refuses what is not JSON, and sends nothing of it', async ({ start, ask }) => {
    const member = await start('one');
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    let deep: JsonValue = 1;
    for (let level = 0; level < 10_000; level += 1) deep = [deep];
    const bodies: readonly unknown[] = [
      undefined,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      1n,
      Symbol('s'),
      () => 1,
      new Date(0),
      new Map(),
      Buffer.from('x'),
      { a: undefined },
      // eslint-disable-next-line no-sparse-arrays
      [1, , 2],
      { toJSON: () => 1 },
      { [Symbol('s')]: 1 },
      cycle,
      deep,
    ];
    for (const body of bodies) {
      expect(await rejectionOf(ask('echo', body as JsonValue))).toBeInstanceOf(RequestRefused);
    }
    expect(await ask('echo', 'end')).toBe('end');
    expect(member.asked.all).toEqual(['end']);
  });

  on('takes keys of prototypes for keys like others', async ({ start, ask }) => {
    await start('one');
    const text = '{"__proto__":{"isAdmin":true},"constructor":{"prototype":1},"toString":null}';
    const answer = (await ask('echo', JSON.parse(text) as JsonValue)) as JsonObject;
    expect(JSON.stringify(answer)).toBe(text);
    expect(Object.getPrototypeOf(answer)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
  });

  on('takes bodies that look like a transport’s own messages', async ({ start, ask }) => {
    await start('one');
    const bodies: readonly JsonValue[] = [
      { err: 'no', response: 1, isDisposed: true },
      { pattern: 'x', data: 1, id: 'y' },
      { status: 'error', message: 'no' },
    ];
    for (const body of bodies) expect(await ask('echo', body)).toEqual(body);
  });

  on('shares no object between the sides', async ({ bus, prefix, start }) => {
    const member = await start('one');
    const body = { list: [1] };
    const asking = bus.request(`${prefix}.gate`, body, patienceMs);
    body.list.push(2);
    await member.asked.reach(1);
    expect(member.asked.all).toEqual([{ list: [1] }]);
    member.gates[0]?.();
    const answer = await asking;
    expect(answer).toEqual({ list: [1] });
    expect(answer).not.toBe(member.asked.all[0]);
  });
}
