import type { EventStore, RecordedEvent } from '@mailhaul/application';
import { defaultPassOptions } from '@mailhaul/copy-engine';
import { ledgerStream } from '@mailhaul/domain';
import { MemoryEventStore } from '@mailhaul/event-store-memory';
import { systemClock } from '@mailhaul/kernel';
import {
  type ImapServer,
  type ImapServerOptions,
  type MailboxSpec,
  startImapServer,
} from '@mailhaul/mail-servers';
import { compareMailboxes, type Difference, scanMailbox } from '@mailhaul/testing/independent-scan';
import type { PassAssignment } from '../isolation/pass-assignment.ts';
import { PassRunners, type RunnerLimits } from '../isolation/pass-runners.ts';

export const password = 'canary-7c1f';

export interface StageOptions {
  readonly users: readonly string[];
  readonly messages?: number;
  readonly limits?: Partial<RunnerLimits>;
  readonly source?: ImapServerOptions;
  readonly target?: ImapServerOptions;
  readonly entry?: URL;
}

/** Two servers with the same users, full and empty, and runners between them. For specs only. */
export class RunnerStage {
  source: ImapServer;
  readonly target: ImapServer;
  readonly store: EventStore = new MemoryEventStore({ clock: systemClock });
  readonly runners: PassRunners;
  deadThreads = 0;

  private constructor(servers: { source: ImapServer; target: ImapServer }, options: StageOptions) {
    this.source = servers.source;
    this.target = servers.target;
    this.runners = new PassRunners({
      entry: options.entry ?? new URL('./fatal-entry.ts', import.meta.url),
      store: this.store,
      sealers: { keyFor: (tenant) => Promise.resolve(Buffer.from(`key of ${tenant}`)) },
      worker: { host: 'host/boot', isAloneOnHost: true },
      clock: systemClock,
      onThreadDied: () => (this.deadThreads += 1),
      ...(options.limits === undefined ? {} : { limits: options.limits }),
    });
  }

  static async open(options: StageOptions): Promise<RunnerStage> {
    const { users, messages = 60 } = options;
    const mailboxes = users.map((user) => filled(user, messages));
    const source = await startImapServer({ ...options.source, mailboxes });
    const empty = users.map((user) => ({ user, password }));
    const target = await startImapServer({ ...options.target, mailboxes: empty });
    return new RunnerStage({ source, target }, options);
  }

  /** `fate` as the runner entry knows it: `throw-300`. */
  assignment(user: string, fate?: string): PassAssignment {
    const at = ({ port }: ImapServer) =>
      `imap://${user}:${password}@127.0.0.1:${port}?security=none`;
    return {
      tenant: 'acme',
      pairId: user,
      generation: 1,
      source: { connection: fate === undefined ? at(this.source) : `${at(this.source)}#${fate}` },
      target: { connection: at(this.target) },
      options: { ...defaultPassOptions, connectionPairs: 1 },
      isVerifying: true,
    };
  }

  /** What an independent look finds wrong; a batch copied again may stand behind later ones. */
  async harmOf(user: string): Promise<readonly Difference[]> {
    const scan = ({ port }: ImapServer) => scanMailbox({ host: '127.0.0.1', port, user, password });
    const [source, target] = await Promise.all([scan(this.source), scan(this.target)]);
    return compareMailboxes(source, target).differences.filter(({ kind }) => kind !== 'order');
  }

  /** The same mailboxes behind the same port. */
  async restartSource(options: ImapServerOptions): Promise<void> {
    const { port, store } = this.source;
    await this.source.stop();
    this.source = await startImapServer({ ...options, port, store });
  }

  async ledgerOf(user: string): Promise<readonly RecordedEvent[]> {
    const events: RecordedEvent[] = [];
    for await (const event of this.store.readStream(ledgerStream('acme', user, 1)))
      events.push(event);
    return events;
  }

  /** The threads that opened the user's ledger, in order. */
  async threadsOf(user: string): Promise<readonly unknown[]> {
    const events = await this.ledgerOf(user);
    return events.flatMap(({ type, data }) => (type === 'PassOpened' ? [data['worker']] : []));
  }

  async close(): Promise<void> {
    await this.runners.close();
    await Promise.all([this.source.stop(), this.target.stop()]);
    await this.store.close();
  }
}

export function filled(user: string, count: number): MailboxSpec {
  const messages = Array.from({ length: count }, (_, i) => ({
    bytes: `From: ${user}@example.org\r\nSubject: ${i}\r\n\r\n${`${user} ${i} `.repeat(200)}\r\n`,
  }));
  const half = Math.ceil(count / 2);
  return {
    user,
    password,
    folders: [
      { path: ['INBOX'], messages: messages.slice(0, half) },
      { path: ['Archive'], messages: messages.slice(half) },
    ],
  };
}
