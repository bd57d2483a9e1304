import { assert } from '@mailhaul/kernel';
import { expect } from 'vitest';
import type { MailboxFinished, RunEvent } from '../render/run-events.schema.ts';
import { temporaryHome } from './run-cli.ts';
import {
  type TwoServers,
  type TwoServersOptions,
  bodiesOf,
  sharedPassword,
  startTwoServers,
} from './two-servers.ts';

export const ann = 'ann@example.com';

/** What one spec needs: two servers, a data folder, and the command that goes from one to the other. */
export interface MigrationStage {
  /** The user's data folder, empty at first. */
  readonly home: string;
  start(options: TwoServersOptions): Promise<TwoServers>;
  /** Passwords by environment. */
  environment(): Record<string, string>;
  /** `migrate` for Ann's mailbox, with more options. */
  migrateArgs(...more: string[]): string[];
  /** Source and target hold the same bodies: nothing lost, nothing doubled. */
  expectAllThere(user: string): void;
  end(): Promise<void>;
}

export function migrationStage(): MigrationStage {
  const home = temporaryHome();
  let servers: TwoServers | undefined;
  const started = (): TwoServers => {
    assert(servers !== undefined, 'the servers are not started yet');
    return servers;
  };
  return {
    home: home.path,
    async start(options) {
      servers = await startTwoServers(options);
      return servers;
    },
    environment: () => ({
      XDG_DATA_HOME: home.path,
      MAILHAUL_SOURCE_PASSWORD: sharedPassword,
      MAILHAUL_TARGET_PASSWORD: sharedPassword,
    }),
    migrateArgs(...more) {
      const { url } = started();
      return ['migrate', '--source', url('source', ann), '--target', url('target', ann), ...more];
    },
    expectAllThere(user) {
      const { source, target } = started();
      for (const path of [['INBOX'], ['Archive', '2024']]) {
        expect(bodiesOf(target, user, path)).toEqual(bodiesOf(source, user, path));
      }
    },
    async end() {
      await servers?.stop();
      home.remove();
    },
  };
}

export function finishedOf(events: readonly RunEvent[]): MailboxFinished[] {
  return events.filter((event) => event.event === 'mailbox-finished');
}
