import { NoResponder } from '@mailhaul/application';
import { expect } from 'vitest';
import type { MakeBus } from '../bus-conformance.ts';
import { countTo, rejectionOf, withBus } from '../case-bench.ts';

export function membershipCases(make: MakeBus): void {
  const on = withBus(make);

  on('asks those who are there', async ({ start, ask }) => {
    const first = await start('one');
    const second = await start('one');
    await first.close();
    for (const _ of countTo(20)) expect(await ask('who', {})).toBe(second.mark);

    const third = await start('one');
    const marks = new Set<unknown>();
    for (const _ of countTo(200)) marks.add(await ask('who', {}));
    expect(marks).toEqual(new Set([second.mark, third.mark]));

    await second.close();
    await third.close();
    expect(await rejectionOf(ask('who', {}))).toBeInstanceOf(NoResponder);

    const fourth = await start('one');
    expect(await ask('who', {})).toBe(fourth.mark);
  });

  on('announces to those who are there', async ({ bus, prefix, start }) => {
    const first = await start('one');
    const second = await start('one');
    bus.announce(`${prefix}.news`, 1);
    await first.heard.reach(1);
    await second.heard.reach(1);
    await first.close();
    bus.announce(`${prefix}.news`, 2);
    await second.heard.reach(2);
    expect(first.heard.all).toEqual([1]);
    expect(second.heard.all).toEqual([1, 2]);
  });

  on('loses no request while members come and go one by one', async ({ start, ask }) => {
    const stays = await start('one');
    let isOver = false;
    const asking = (async () => {
      for (let n = 0; !isOver; n += 1) expect(await ask('echo', n)).toBe(n);
    })();
    for (const _ of countTo(10)) {
      const comes = await start('one');
      await Promise.race([comes.asked.reach(3), asking]);
      await comes.close();
    }
    isOver = true;
    await asking;
    expect(stays.asked.all).not.toEqual([]);
  });
}
