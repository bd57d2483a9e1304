import { seededRandom } from '@mailhaul/kernel';
import { expect } from 'vitest';
import type { MakeBus } from '../bus-conformance.ts';
import { countTo, patienceMs, withBus } from '../case-bench.ts';

const requestCount = 1_000;

export function concurrencyCases(make: MakeBus): void {
  const on = withBus(make);

  on('brings each of 1000 open requests its own answer', async ({ connect, prefix, start }) => {
    const members = [await start('one'), await start('one'), await start('one')];
    const buses = [connect(), connect(), connect()];
    const bodies = countTo(requestCount);
    const asking = buses.flatMap((bus, first) =>
      bodies
        .filter((n) => n % buses.length === first)
        .map(async (n) => [n, await bus.request(`${prefix}.gate`, n, patienceMs)]),
    );
    const gates = await allGates(members);
    for (const open of shuffled(gates)) open();
    const answers = await Promise.all(asking);
    expect(answers.length).toBe(requestCount);
    for (const [n, answer] of answers) expect(answer).toBe(n);
  });
}

type GatedMember = {
  readonly asked: { readonly all: readonly unknown[]; reach(count: number): Promise<void> };
  readonly gates: readonly (() => void)[];
};

/** Once all requests stand before a gate. */
async function allGates(members: readonly GatedMember[]): Promise<(() => void)[]> {
  const gates = () => members.flatMap((member) => member.gates);
  while (gates().length < requestCount) {
    await Promise.race(members.map(({ asked }) => asked.reach(asked.all.length + 1)));
  }
  return gates();
}

function shuffled<T>(list: readonly T[]): readonly T[] {
  const random = seededRandom(7);
  return list
    .map((value) => ({ value, place: random.next() }))
    .sort((a, b) => a.place - b.place)
    .map(({ value }) => value);
}
