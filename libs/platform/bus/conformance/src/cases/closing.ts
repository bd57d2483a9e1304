import { RequestRefused, RequestTimedOut } from '@mailhaul/application';
import { expect } from 'vitest';
import type { MakeBus } from '../bus-conformance.ts';
import { patienceMs, rejectionOf, withBus } from '../case-bench.ts';

/** Where a transport cannot tell the asker that the server is gone. */
const goneMs = 5_000;

export function closingCases(make: MakeBus): void {
  const on = withBus(make);

  on('answers what a closing server has begun and can finish', async ({ start, ask }) => {
    const member = await start('one');
    const answer = ask('gate', 'begun');
    await member.asked.reach(1);
    const closing = member.close();
    member.gates[0]?.();
    expect(await answer).toBe('begun');
    await closing;
  });

  on('lets nobody wait for a server that closed without answering', async ({ start, ask }) => {
    const member = await start('one');
    const asking = rejectionOf(ask('gate', 'begun', goneMs));
    await member.asked.reach(1);
    await member.close();
    expect([RequestRefused, RequestTimedOut]).toContain(((await asking) as Error).constructor);
  });

  on('refuses what a closing bus still waits for', async ({ connect, prefix, start }) => {
    const member = await start('one');
    const bus = connect();
    const asking = rejectionOf(bus.request(`${prefix}.gate`, 1, patienceMs));
    await member.asked.reach(1);
    await bus.close();
    expect(await asking).toBeInstanceOf(RequestRefused);
    member.gates[0]?.();
  });

  on('refuses requests and drops announcements once closed', async (bench) => {
    const { bus, connect, prefix, start } = bench;
    const member = await start('one');
    const closed = connect();
    expect(await closed.request(`${prefix}.echo`, 1, patienceMs)).toBe(1);
    await closed.close();
    await closed.close();
    const error = await rejectionOf(closed.request(`${prefix}.echo`, 2, patienceMs));
    expect(error).toBeInstanceOf(RequestRefused);
    closed.announce(`${prefix}.news`, 'lost');
    bus.announce(`${prefix}.news`, 'heard');
    await member.heard.reach(1);
    expect(member.heard.all).toEqual(['heard']);
    expect(member.asked.all).toEqual([1]);
  });

  on('leaves the other connections open', async ({ connect, ask, start }) => {
    await start('one');
    await connect().close();
    expect(await ask('echo', 1)).toBe(1);
  });
}
