import { type ImapSettings, imapConnector } from '@mailhaul/connector-imap';
import type { MailConnector } from '@mailhaul/connector-contract';
import { systemClock } from '@mailhaul/kernel';

/** To ann's mailbox of a server of the stage; connections keep the machine's time. */
export function connectorThrough(port: number, more: Partial<ImapSettings> = {}): MailConnector {
  const ann = {
    host: '127.0.0.1',
    port,
    security: 'none',
    user: 'ann',
    password: 'secret',
  } as const;
  const connector = imapConnector({ ...ann, ...more });
  return {
    ...connector,
    open: (context) => connector.open({ ...context, clock: systemClock }),
  };
}
