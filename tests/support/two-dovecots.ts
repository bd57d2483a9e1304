import type { DovecotOptions, DovecotServer } from '@mailhaul/testing/servers';
import { startDovecot } from '@mailhaul/testing/servers';
import type { MailboxAccess } from '@mailhaul/testing/wire';
import type { Row } from './api-steps.ts';

export const mailboxPassword = 'password of a mailbox';

/** A source and a target with the same users. */
export interface TwoDovecots {
  readonly source: DovecotServer;
  readonly target: DovecotServer;
  at(side: 'source' | 'target', user: string): MailboxAccess;
  /** Of a CSV: that mailbox to its like. */
  row(user: string, more?: Partial<Row>): Row;
  stop(): Promise<void>;
}

export async function startTwoDovecots(
  users: readonly string[],
  more: { readonly source?: DovecotOptions; readonly target?: DovecotOptions } = {},
): Promise<TwoDovecots> {
  const accounts = { users: Object.fromEntries(users.map((user) => [user, mailboxPassword])) };
  const [source, target] = await Promise.all([
    startDovecot({ ...accounts, ...more.source }),
    startDovecot({ ...accounts, ...more.target }),
  ]);
  const sides = { source, target };
  return {
    source,
    target,
    at: (side, user) => ({
      host: '127.0.0.1',
      port: sides[side].port,
      user,
      password: mailboxPassword,
    }),
    row: (user, rest = {}) => ({
      source: user,
      target: user,
      sourcePassword: mailboxPassword,
      targetPassword: mailboxPassword,
      ...rest,
    }),
    async stop() {
      await Promise.all([source.stop(), target.stop()]);
    },
  };
}
