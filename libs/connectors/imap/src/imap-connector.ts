import type { MailConnector } from '@mailhaul/connector-contract';
import { imapIdentity, imapSettingsSchema, type ImapSettings } from './imap-settings.ts';
import { openSession } from './imap-session.ts';
import { FetchLimits } from './operations/fetch-limits.ts';
import { TlsSessions } from './tls/tls-sessions.ts';
import { LineSpeed } from './wire/line-speed.ts';

/** One mailbox over IMAP. @throws ZodError when the settings are not valid. */
export function imapConnector(settings: ImapSettings): MailConnector {
  const valid = imapSettingsSchema.parse(settings);
  const sessions = new TlsSessions();
  const learned = { limits: new FetchLimits(), speed: new LineSpeed() };
  return {
    kind: 'imap',
    identity: imapIdentity(valid),
    open: (context) => openSession(valid, context, { sessions, ...learned }),
  };
}
