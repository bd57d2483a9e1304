import type {
  ChangedConditions,
  ConditionsPreviewAnswer,
  Connection,
  Job,
  JobConditions,
  Pair,
  Problem,
  TakenMailboxes,
} from '@mailhaul/contracts';
import { NetworkGuard } from '@mailhaul/network-guard';
import {
  directoryBase,
  type DirectoryEntry,
  directoryReader,
  directoryReaderPassword,
  type SlapdServer,
  startSlapd,
} from '@mailhaul/testing/servers';
import { type GatewayBench, startGateway } from './gateway-bench.ts';
import { connectionInput } from './tenant-world.ts';

const root = '/tenants/acme';

export const include = (condition: object) => ({ effect: 'include', ...condition });
export const exclude = (condition: object) => ({ effect: 'exclude', ...condition });

/** An entry of a directory of Exchange: `anna` has the address anna@old.example. */
export function person(name: string, place = directoryBase): DirectoryEntry {
  return {
    dn: dnOf(name, place),
    ...{ objectClass: ['inetOrgPerson', 'exchangeRecipient'], cn: name, sn: name },
    ...{ mail: `${name}@old.example`, msExchRecipientTypeDetails: '1' },
  };
}

export function group(name: string, members: readonly string[], place = directoryBase) {
  return { dn: dnOf(name, place), objectClass: 'groupOfNames', cn: name, member: members };
}

export function dnOf(name: string, place = directoryBase): string {
  return `cn=${name},${place}`;
}

/** A tenant at a gateway, and a slapd beside it whose mailboxes jobs take. */
export class ConditionsStage {
  readonly bench: GatewayBench;
  readonly server: SlapdServer;
  #jobs = 0;

  private constructor(bench: GatewayBench, server: SlapdServer) {
    this.bench = bench;
    this.server = server;
  }

  static async open(entries: readonly DirectoryEntry[]): Promise<ConditionsStage> {
    const server = await startSlapd({ entries });
    const guard = new NetworkGuard({ granted: ['127.0.0.0/8'] });
    const bench = await startGateway({ addressGuard: guard });
    await bench.admin.must('POST', '/tenants', { body: { id: 'acme', name: 'Acme' } });
    return new ConditionsStage(bench, server);
  }

  async close(): Promise<void> {
    await this.bench.close();
    await this.server.stop();
  }

  /** A job of its own, and what people do with it. */
  async job({ hasDirectory = true } = {}) {
    const { admin } = this.bench;
    this.#jobs += 1;
    const n = this.#jobs;
    const source = await this.#connection(`Old ${n}`, hasDirectory);
    const body = {
      ...{ name: `Job ${n}`, sourceConnectionId: source.id },
      targetConnectionId: (await this.#connection(`New ${n}`, false)).id,
    };
    const { id } = await admin.must<Job>('POST', `${root}/jobs`, { body });
    const path = `${root}/jobs/${id}`;
    const read = () => admin.must<JobConditions>('GET', `${path}/conditions`);
    const pairs = async () => (await admin.must<{ rows: Pair[] }>('GET', `${path}/pairs`)).rows;
    return {
      ...{ id, path, read, pairs },
      start: () => admin.call<Job & Problem>('POST', `${path}/start`, { body: {} }),
      pause: () => admin.must('POST', `${path}/pause`),
      add: (one: object) => admin.must<Pair>('POST', `${path}/pairs`, { body: one }),
      take: (conditions: readonly object[], query = '') =>
        admin.call<TakenMailboxes & Problem>('POST', `${path}/pairs/taken${query}`, {
          body: { conditions },
        }),
      change: async (conditions: readonly object[], more: object = {}) =>
        admin.call<ChangedConditions & Problem>('PUT', `${path}/conditions`, {
          ...{ body: { conditions, ...more }, revision: (await read()).revision },
        }),
      preview: (conditions: readonly object[], more: object = {}) =>
        admin.must<ConditionsPreviewAnswer>(
          'POST',
          `${root}/connections/${source.id}/conditions/preview`,
          { body: { conditions, jobId: id, ...more } },
        ),
      sources: async () => (await pairs()).map(({ source: of }) => of.replace('@old.example', '')),
      activity: async () => {
        const asked = `${root}/activity?jobId=${id}`;
        const { rows } = await admin.must<{ rows: Told[] }>('GET', asked);
        return rows.map(({ subject, text }) => `${subject}: ${text}`);
      },
    };
  }

  #connection(name: string, hasDirectory: boolean): Promise<Connection> {
    const { port, certificate: ca } = this.server;
    const settings = { ...connectionInput.settings, name };
    const directory = {
      ...{ host: '127.0.0.1', port, security: 'starttls', ca, bindDn: directoryReader },
    };
    const body = hasDirectory
      ? {
          settings: { ...settings, directory },
          secrets: { directoryPassword: directoryReaderPassword },
        }
      : { settings };
    return this.bench.admin.must('POST', `${root}/connections`, { body });
  }
}

interface Told {
  readonly subject: string;
  readonly text: string;
}
