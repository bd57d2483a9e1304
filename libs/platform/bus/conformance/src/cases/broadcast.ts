import type { JsonValue } from '@mailhaul/application';
import { expect } from 'vitest';
import type { MakeBus } from '../bus-conformance.ts';
import { type Bench, countTo, patienceMs, withBus } from '../case-bench.ts';

const newsCount = 200;

export function broadcastCases(make: MakeBus): void {
  const on = withBus(make);

  on('reaches every server of every group once, in order', async ({ bus, prefix, start }) => {
    const members = [await start('red'), await start('red'), await start('blue')];
    const news = countTo(newsCount);
    for (const n of news) bus.announce(`${prefix}.news`, n);
    for (const member of members) await member.heard.reach(newsCount);
    // A doubled one would come before the announcement that closes the row.
    bus.announce(`${prefix}.news`, 'end');
    for (const member of members) {
      await member.heard.reach(newsCount + 1);
      expect(member.heard.all).toEqual([...news, 'end']);
    }
  });

  on('is nobody’s loss where nobody listens', async (bench) => {
    bench.bus.announce(`${bench.prefix}.unheard`, { a: 1 });
    await stillWorks(bench);
  });

  on('is not kept for those who come later', async ({ bus, prefix, start }) => {
    const early = await start('one');
    bus.announce(`${prefix}.news`, 'before');
    await early.heard.reach(1);
    const late = await start('two');
    bus.announce(`${prefix}.news`, 'after');
    await late.heard.reach(1);
    expect(late.heard.all).toEqual(['after']);
  });

  on('goes on to the others when a listener fails', async (bench) => {
    const members = [await bench.start('one'), await bench.start('two')];
    bench.bus.announce(`${bench.prefix}.bad-news`, 1);
    bench.bus.announce(`${bench.prefix}.bad-news`, 2);
    for (const member of members) {
      await member.heard.reach(2);
      expect(member.heard.all).toEqual([1, 2]);
    }
    await stillWorks(bench);
  });

  on('never throws, whatever it is given', async (bench) => {
    const member = await bench.start('one');
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    for (const body of [undefined, Number.NaN, 1n, () => 1, cycle, 'x'.repeat(2_000_000)]) {
      bench.bus.announce(`${bench.prefix}.news`, body as JsonValue);
    }
    bench.bus.announce(`${bench.prefix}.news`, null);
    await member.heard.reach(1);
    expect(member.heard.all).toEqual([null]);
  });

  on('carries what the body was when it was announced', async ({ bus, prefix, start }) => {
    const members = [await start('one'), await start('two')];
    const body = { list: [1] };
    bus.announce(`${prefix}.news`, body);
    body.list.push(2);
    for (const member of members) {
      await member.heard.reach(1);
      expect(member.heard.all).toEqual([{ list: [1] }]);
    }
    expect(members[0]?.heard.all[0]).not.toBe(members[1]?.heard.all[0]);
  });
}

async function stillWorks({ bus, prefix, start }: Bench): Promise<void> {
  await start('after');
  expect(await bus.request(`${prefix}.echo`, 1, patienceMs)).toBe(1);
}
