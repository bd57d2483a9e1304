import {
  ConnectorError,
  type MailSession,
  type OpenContext,
  type OutgoingItem,
} from '@mailhaul/connector-contract';
import { systemClock, systemRandom } from '@mailhaul/kernel';
import { type EwsServer, type EwsServerOptions, startEwsServer } from '@mailhaul/mail-servers';
import { onTestFinished } from 'vitest';
import { ewsConnector } from '../ews-connector.ts';
import type { EwsSettings } from '../ews-settings.ts';

export const address = 'ann@example.com';
export const password = 'secret';
export const context: OpenContext = {
  clock: systemClock,
  random: systemRandom,
  signal: new AbortController().signal,
};
export const openGate = { beforeCommit: () => Promise.resolve() };

type OnRequest = NonNullable<EwsServerOptions['onRequest']>;

/** A server with one mailbox, which can be told to misbehave while it runs, and settings to open it. */
export class EwsStage {
  readonly server: EwsServer;
  readonly settings: EwsSettings;
  readonly #mood: { onRequest: OnRequest | undefined };

  constructor(server: EwsServer, mood: { onRequest: OnRequest | undefined }) {
    this.server = server;
    this.#mood = mood;
    const { host, port } = server;
    this.settings = { host, port, security: 'none', user: address, password };
  }

  /** From now on. */
  misbehave(onRequest: OnRequest | undefined): void {
    this.#mood.onRequest = onRequest;
  }

  async open(more: Partial<EwsSettings> = {}): Promise<MailSession> {
    const session = await ewsConnector({ ...this.settings, ...more }).open(context);
    onTestFinished(() => session.abort());
    return session;
  }

  /** Puts messages into the inbox without the connector. */
  fill(count: number, mimeOf: (n: number) => string = mailText): void {
    const mailbox = this.server.mailbox(address);
    const inbox = mailbox.distinguished('inbox');
    for (let n = 1; n <= count; n += 1) {
      mailbox.addItem(inbox, {
        ...{ mime: Buffer.from(mimeOf(n)), itemClass: 'IPM.Note', isRead: false, isDraft: false },
        ...{ receivedAt: new Date(1.7e12 + n * 1000), categories: [], properties: new Map() },
      });
    }
  }

  get inboxId(): string {
    return this.server.mailbox(address).distinguished('inbox').id;
  }
}

export async function startStage(
  options: Partial<Omit<EwsServerOptions, 'onRequest'>> = {},
): Promise<EwsStage> {
  const mood: { onRequest: OnRequest | undefined } = { onRequest: undefined };
  const server = await startEwsServer({
    mailboxes: [{ address, password }],
    mime: 'kept',
    ...options,
    onRequest: (request) => mood.onRequest?.(request),
  });
  onTestFinished(() => server.stop());
  return new EwsStage(server, mood);
}

export function mailText(n: number): string {
  return `Message-ID: <${n}@spec>\r\nSubject: ${n}\r\n\r\nbody ${n}\r\n`;
}

export function outgoing(n: number, text = mailText(n)): OutgoingItem {
  return {
    receivedAt: { epochSeconds: 1_700_000_000 + n, zoneMinutes: 0 },
    flags: [],
    body: { kind: 'whole', bytes: Buffer.from(text) },
  };
}

export async function failureOf(work: Promise<unknown>): Promise<ConnectorError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ConnectorError) return error;
  throw new Error('did not fail with a ConnectorError', { cause: error });
}
