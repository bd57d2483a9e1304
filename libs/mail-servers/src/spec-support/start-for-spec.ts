import { onTestFinished } from 'vitest';
import { type ImapServer, type ImapServerOptions, startImapServer } from '../index.ts';
import { RawClient } from './raw-client.ts';

/** A server with the mailbox of `ann` (password `secret`), stopped when the test ends. */
export async function startForSpec(options: ImapServerOptions = {}): Promise<ImapServer> {
  const mailboxes = [{ user: 'ann', password: 'secret' }];
  const server = await startImapServer({ mailboxes, ...options });
  onTestFinished(() => server.stop());
  return server;
}

/** The same, and a raw client signed in to it. */
export async function startWithClient(
  options: ImapServerOptions = {},
): Promise<{ server: ImapServer; client: RawClient }> {
  const server = await startForSpec(options);
  const client = await RawClient.signedIn(server);
  onTestFinished(() => {
    client.close();
  });
  return { server, client };
}
