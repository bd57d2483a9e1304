import type { MailConnector } from '@mailhaul/connector-contract';
import { connectionLost } from './memory-errors.ts';
import type { MemoryMailSystem } from './memory-mail-system.ts';
import { MemorySession } from './memory-session.ts';

/** Opens one mailbox of a system in this process. No faults, no waiting. */
export function memoryConnector(system: MemoryMailSystem, user: string): MailConnector {
  return {
    kind: 'memory',
    identity: `memory:${encodeURIComponent(system.name)}/${encodeURIComponent(user)}`,
    open({ signal }) {
      if (signal.aborted) return Promise.reject(connectionLost(signal.reason));
      return Promise.resolve(new MemorySession(system.mailbox(user), signal));
    },
  };
}
