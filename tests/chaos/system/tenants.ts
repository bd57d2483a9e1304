import type { ProxyLink } from '@mailhaul/testing/proxies';
import { anyUserPassword, type DovecotServer } from '@mailhaul/testing/servers';
import {
  defineConnection,
  importRows,
  type JobPath,
  loopbackSettings,
  makeJob,
  makeTenant,
  order,
  pairsOf,
} from '../../support/api-steps.ts';
import { deliverMailbox } from './corpus.ts';
import { type MailLines, openMailLines, type TargetLink, type TargetMoment } from './mail-lines.ts';
import type { Operator } from './operator.ts';
import type { SystemServers } from './servers.ts';

export interface StageSize {
  readonly tenants: number;
  readonly mailboxesEach: number;
  readonly messagesEach: number;
  /** Of each worker. */
  readonly slots: number;
  /** What a connection to the target of every other tenant takes; of the others four times as much. */
  readonly bytesPerSecond: number;
}

/** A customer with one job between two of the servers. */
export interface StagedTenant {
  readonly path: JobPath;
  readonly users: readonly string[];
  readonly source: DovecotServer;
  readonly target: DovecotServer;
  readonly lines: MailLines;
}

export interface Tenants {
  readonly list: readonly StagedTenant[];
  /** By the name of the mailbox, on both sides. */
  readonly pairIds: ReadonlyMap<string, string>;
  /** Of the target lines that are open, or were lately. */
  readonly links: Map<ProxyLink, TargetLink>;
  stop(): Promise<void>;
}

export interface TenantsWish {
  readonly servers: SystemServers;
  readonly operator: Operator;
  readonly size: StageSize;
  readonly seed: number;
  readonly onMoment: (moment: TargetMoment) => void;
}

/** Mailboxes, lines, connections and jobs of all tenants; nothing is started yet. */
export async function makeTenants(wish: TenantsWish): Promise<Tenants> {
  const links = new Map<ProxyLink, TargetLink>();
  const pairIds = new Map<string, string>();
  const list: StagedTenant[] = [];
  for (let n = 0; n < wish.size.tenants; n += 1) {
    const tenant = await makeOne(wish, n, links);
    list.push(tenant);
    const pairs = await wish.operator.ask((client) => pairsOf(client, tenant.path));
    for (const { id, source } of pairs) pairIds.set(source, id);
  }
  const stop = async () => {
    await Promise.all(list.map(({ lines }) => lines.stop()));
  };
  return { list, pairIds, links, stop };
}

/** Each job's first run. */
export async function startJobs({ list }: Tenants, operator: Operator): Promise<void> {
  for (const { path } of list) await operator.ask((client) => order(client, 'startJob', path));
}

async function makeOne(
  { servers, operator, size, seed, onMoment }: TenantsWish,
  n: number,
  links: Map<ProxyLink, TargetLink>,
): Promise<StagedTenant> {
  const { sources, targets } = servers;
  const source = sources[n % sources.length] as DovecotServer;
  const target = targets[Math.floor(n / sources.length) % targets.length] as DovecotServer;
  const users = Array.from({ length: size.mailboxesEach }, (_, m) => `t${n}m${m}`);
  for (const [m, user] of users.entries()) {
    const own = seed * 10_000 + n * 100 + m;
    deliverMailbox(source, { user, seed: own, messages: size.messagesEach });
  }
  const upBytesPerSecond = size.bytesPerSecond * (n % 2 === 0 ? 1 : 4);
  const ends = { source: source.port, target: target.port, upBytesPerSecond };
  const lines = await openMailLines(ends, onMoment, links);
  const path = await operator.ask(async (client) => {
    const tenant = await makeTenant(client, `t${n}`);
    const define = (name: string, port: number) =>
      defineConnection(client, tenant, loopbackSettings(name, port));
    const sides = {
      source: await define('Old', lines.source.port),
      target: await define('New', lines.target.port),
    };
    const made = await makeJob(client, {
      ...{ tenant, name: 'All', ...sides, options: { connectionsPerMailbox: 2 } },
    });
    const passwords = { sourcePassword: anyUserPassword, targetPassword: anyUserPassword };
    const rows = users.map((user) => ({ source: user, target: user, ...passwords }));
    await importRows(client, made, rows);
    return made;
  });
  return { path, users, source, target, lines };
}
