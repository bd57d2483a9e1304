import type { Bus, JsonValue } from '@mailhaul/application';
import { systemRandom, uuid4 } from '@mailhaul/kernel';
import { it } from 'vitest';
import type { BusUnderTest, MakeBus } from './bus-conformance.ts';
import { type Member, startMember } from './member.ts';

/** Longer than a case may take: whoever waits for it fails the case. */
export const patienceMs = 600_000;

/** What a case works with. Everything made here is closed at its end. */
export interface Bench {
  readonly bus: Bus;
  /** Starts the subjects of this case. */
  readonly prefix: string;
  /** One more connection. */
  readonly connect: () => Bus;
  /** A microservice in the queue group. */
  readonly start: (group: string) => Promise<Member>;
  /** To a subject of the case. */
  readonly ask: (noun: string, body: JsonValue, timeoutMs?: number) => Promise<JsonValue>;
}

/** One case with a wire, whatever happens disposed of. */
export function withBus(
  make: MakeBus,
): (name: string, body: (bench: Bench) => Promise<void>) => void {
  return (name, body) => {
    it(name, async () => {
      const wire = await make();
      const open: { close(): Promise<void> }[] = [];
      try {
        await body(benchOn(wire, open));
      } finally {
        for (const each of open.reverse()) await each.close();
        await wire.dispose();
      }
    });
  };
}

function benchOn(wire: BusUnderTest, open: { close(): Promise<void> }[]): Bench {
  const prefix = `mailhaul.v1.case-${uuid4(systemRandom).slice(0, 13)}`;
  const connect = () => {
    const bus = wire.createBus();
    open.push(bus);
    return bus;
  };
  const bus = connect();
  return {
    bus,
    prefix,
    connect,
    start: async (group) => {
      const strategy = wire.createServer(`${prefix}-${group}`.replaceAll('.', '-'));
      const member = await startMember(strategy, prefix);
      open.push(member);
      return member;
    },
    ask: (noun, body, timeoutMs = patienceMs) => bus.request(`${prefix}.${noun}`, body, timeoutMs),
  };
}

/** 0, 1, 2 … */
export function countTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/** What a promise was rejected with. */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('it was answered');
}
