import type { MailConnector, SessionMemory } from '@mailhaul/connector-contract';
import { connectionLost } from './memory-errors.ts';
import type { MemoryMailSystem } from './memory-mail-system.ts';
import { MemoryNumbers } from './memory-numbers.ts';
import { MemorySession } from './memory-session.ts';

/** Opens one mailbox of a system in this process. No faults, no waiting. */
export function memoryConnector(system: MemoryMailSystem, user: string): MailConnector {
  const numbersIn = new Map<SessionMemory | undefined, MemoryNumbers>();
  const numbers = (memory: SessionMemory | undefined) => {
    const known = numbersIn.get(memory) ?? new MemoryNumbers(memory);
    numbersIn.set(memory, known);
    return known;
  };
  const { variant } = system;
  return {
    kind: 'memory',
    identity: `memory:${encodeURIComponent(system.name)}/${encodeURIComponent(user)}`,
    open({ signal, memory }) {
      if (signal.aborted) return Promise.reject(connectionLost(signal.reason));
      const place = {
        mailbox: system.mailbox(user),
        variant,
        numbers: variant.numbersNothing === true ? numbers(memory) : undefined,
      };
      return Promise.resolve(new MemorySession(place, signal));
    },
  };
}
