import type { MailConnector, SessionMemory } from '@mailhaul/connector-contract';
import { MemoryNumbers } from '@mailhaul/connector-memory';
import { simError } from './sim-errors.ts';
import type { SimProcess } from './sim-process.ts';
import type { SimServer } from './sim-server.ts';
import { SimSession } from './sim-session.ts';
import { SimWire } from './sim-wire.ts';

/** A process's way to one of the two servers. */
export function simConnector(process: SimProcess, server: SimServer): MailConnector {
  let openedCount = 0;
  const numbersIn = new Map<SessionMemory | undefined, MemoryNumbers>();
  const numbersOf = (memory: SessionMemory | undefined) => {
    if (server.profile.numbers === 'own') return undefined;
    // The planted fault: nothing is kept.
    const kept = server.profile.numbers === 'kept' ? memory : undefined;
    const known = numbersIn.get(memory) ?? new MemoryNumbers(kept);
    numbersIn.set(memory, known);
    return known;
  };
  return {
    kind: 'simulated',
    identity: `simulated:${server.side}`,
    open(context) {
      if (!process.enter(`${server.side}:open`)) return new Promise(() => {});
      const { world } = process;
      const signIn = new Promise<SimSession>((resolve, reject) => {
        const isRefused = world.isFaulty && world.faults.happens(world.callFaultRate);
        world.scheduler.after(4 * server.profile.latencyMs, () => {
          if (process.isDead) return;
          if (context.signal.aborted) {
            reject(context.signal.reason as Error);
            return;
          }
          if (isRefused) {
            world.count('fault:open-refused');
            reject(simError(world.faults.pick(['connection-refused', 'too-many-connections'])));
            return;
          }
          openedCount += 1;
          const name = `${server.side}${openedCount}`;
          const numbers = numbersOf(context.memory);
          resolve(new SimSession(new SimWire(process, server, { ...context, name }), numbers));
        });
      });
      return process.settle(signIn);
    },
  };
}
