import type { OpenContext } from '@mailhaul/connector-contract';
import { type MailboxSearch, searchMailboxes } from '@mailhaul/connector-ews';
import type { ConnectionSettings } from './connection-settings.ts';
import { ConnectionUrlRefused } from './connection-url-refused.ts';
import { ewsSettingsOf } from './ews-settings-of.ts';
import type { ConnectorOptions } from './open-connector.ts';

export type { FoundMailbox, MailboxSearch } from '@mailhaul/connector-ews';

export interface DirectoryQuestion extends Pick<
  ConnectorOptions,
  'ca' | 'deadlines' | 'environment' | 'addressGuard'
> {
  /** What names or addresses begin with; empty: all. */
  readonly text: string;
}

/**
 * Looks for mailboxes in the directory of a mail system, as the one who signs in sees it. Changes nothing.
 * @throws {ConnectionUrlRefused} such a system has no directory, or as `probeConnection`. @throws {ConnectorError}
 */
export async function searchDirectory(
  settings: ConnectionSettings,
  { text, ...options }: DirectoryQuestion,
  context: OpenContext,
): Promise<MailboxSearch> {
  switch (settings.scheme) {
    case 'imap':
      throw new ConnectionUrlRefused(
        'IMAP servers have no directory: list the mailboxes in pairs.csv',
      );
    case 'exchange':
      return searchMailboxes(ewsSettingsOf(settings, options), { text }, context);
  }
}
