import { type JsonValue, NoResponder, RequestTimedOut } from '@mailhaul/application';
import { expect } from 'vitest';
import type { MakeBus } from '../bus-conformance.ts';
import { rejectionOf, withBus } from '../case-bench.ts';

export function requestCases(make: MakeBus): void {
  const on = withBus(make);

  on('brings the answer of the handler', async ({ start, ask }) => {
    const member = await start('one');
    expect(await ask('who', {})).toBe(member.mark);
  });

  on('carries every kind of JSON value there and back', async ({ start, ask }) => {
    const member = await start('one');
    const bodies: readonly JsonValue[] = [
      null,
      false,
      true,
      0,
      -1.5e300,
      '',
      'ä🚚\u0000\u2028"\\\r\n',
      [],
      {},
      [null, [{ a: [1, { b: '' }] }]],
    ];
    for (const body of bodies) expect(await ask('echo', body)).toEqual(body);
    expect(member.asked.all).toEqual(bodies);
  });

  on('gives null where the handler returns nothing', async ({ start, ask }) => {
    await start('one');
    expect(await ask('nothing', {})).toBeNull();
  });

  on('says at once that nobody serves the subject', async ({ start, ask }) => {
    expect(await rejectionOf(ask('echo', 1))).toBeInstanceOf(NoResponder);
    await start('one');
    expect(await rejectionOf(ask('unserved', 1))).toBeInstanceOf(NoResponder);
  });

  on('gives up when the time is over, and drops the late answer', async ({ start, ask }) => {
    const member = await start('one');
    const late = rejectionOf(ask('gate', 'late', 20));
    await member.asked.reach(1);
    expect(await late).toBeInstanceOf(RequestTimedOut);
    member.gates[0]?.();
    expect(await ask('echo', 'next')).toBe('next');
  });

  on('refuses a time-out that no timer can hold', async ({ start, ask }) => {
    const member = await start('one');
    for (const timeoutMs of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31]) {
      await expect(ask('echo', 1, timeoutMs)).rejects.toThrow();
    }
    expect(member.asked.all).toEqual([]);
  });
}
