import { expect } from 'vitest';
import type { MakeBus } from '../bus-conformance.ts';
import { countTo, withBus } from '../case-bench.ts';

const requestCount = 300;

export function groupCases(make: MakeBus): void {
  const on = withBus(make);

  on('lets exactly one member answer, and every member its share', async ({ start, ask }) => {
    const members = [await start('one'), await start('one'), await start('one')];
    const bodies = countTo(requestCount);
    expect(await Promise.all(bodies.map((n) => ask('echo', n)))).toEqual(bodies);
    const asked = members.flatMap((member) => member.asked.all as number[]);
    expect(asked.sort((a, b) => a - b)).toEqual(bodies);
    for (const member of members) expect(member.asked.all).not.toEqual([]);
  });

  on('asks one member of every group; the first answer counts', async ({ start, ask }) => {
    const groups = [
      [await start('red'), await start('red')],
      [await start('blue'), await start('blue')],
    ];
    const bodies = countTo(requestCount);
    expect(await Promise.all(bodies.map((n) => ask('echo', n)))).toEqual(bodies);
    for (const members of groups) {
      // Another group may have answered first: wait until this one has been asked everything, too.
      while (askedOf(members).length < requestCount) await anyNext(members);
      expect(askedOf(members).sort((a, b) => a - b)).toEqual(bodies);
    }
  });
}

type AskedMember = {
  readonly asked: { readonly all: readonly unknown[]; reach(count: number): Promise<void> };
};

function askedOf(members: readonly AskedMember[]): number[] {
  return members.flatMap((member) => member.asked.all as number[]);
}

function anyNext(members: readonly AskedMember[]): Promise<void> {
  return Promise.race(members.map(({ asked }) => asked.reach(asked.all.length + 1)));
}
