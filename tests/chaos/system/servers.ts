import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreProcess } from '@mailhaul/testing/eventstoredb';
import {
  type DovecotServer,
  type PrivateMongo,
  type PrivateNats,
  startDovecot,
  startMongo,
  startNats,
} from '@mailhaul/testing/servers';
import { mountSmallDisk, type SmallDisk } from './small-disk.ts';
import { adminPassword } from '../../support/standalone-process.ts';

/** What the services stand on, and the mail systems. */
export interface SystemServers {
  readonly folder: string;
  /** The event store's file. */
  readonly logFile: string;
  readonly events: EventStoreProcess;
  readonly bus: PrivateNats;
  readonly reads: PrivateMongo;
  readonly secrets: PrivateMongo;
  readonly sources: readonly DovecotServer[];
  readonly targets: readonly DovecotServer[];
  /** Of one of the targets; undefined where none can be had. */
  readonly smallDisk: SmallDisk | undefined;
  /** What every service is told. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Two mail servers on either side, of different separators: each has the mailboxes of many tenants. */
export async function startServers(): Promise<SystemServers> {
  const folder = mkdtempSync(join(tmpdir(), 'mailhaul-chaos-'));
  const logFile = join(folder, 'log');
  const events = new EventStoreProcess(logFile);
  const [bus, reads, secrets, sources, targets] = await Promise.all([
    startNats(3),
    startMongo(),
    startMongo(),
    Promise.all([startDovecot(), startDovecot()]),
    Promise.all([startDovecot({ separator: '.' }), startDovecot({ separator: '/' })]),
    events.start(),
  ]);
  const [last] = targets.slice(-1);
  const smallDisk = last === undefined ? undefined : mountSmallDisk(last);
  return {
    ...{ folder, logFile, events, bus, reads, secrets, sources, targets, smallDisk },
    environment: {
      PATH: process.env['PATH'] ?? '',
      HOME: folder,
      MAILHAUL_MASTER_KEY: randomBytes(32).toString('base64'),
      MAILHAUL_ADMIN_PASSWORD: adminPassword,
      MAILHAUL_PRIVATE_NETWORKS: '127.0.0.0/8',
    },
    async stop() {
      await Promise.all([bus.stop(), reads.kill(), secrets.kill(), events.kill()]);
      for (const server of targets) server.kill();
      smallDisk?.remove();
      await Promise.all([...sources, ...targets].map((server) => server.stop()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
