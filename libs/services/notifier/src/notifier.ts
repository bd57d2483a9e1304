import {
  type EventStore,
  handleCommand,
  type RecordedEvent,
  type TenantSealers,
} from '@mailhaul/application';
import {
  type AlertFacts,
  alertDecider,
  alertStream,
  mailerDecider,
  mailerStream,
  parseStream,
  providerTenant,
} from '@mailhaul/domain';
import { type Clock, type Random, uuid4, uuid5 } from '@mailhaul/kernel';
import { alertOf, notedPrefixes } from './alert-of.ts';
import { firstOfMailbox } from './first-of-mailbox.ts';
import { GatheredAlerts } from './gathered-alerts.ts';
import { LogCheckpoint } from './log-checkpoint.ts';
import { MailRound } from './mail-round.ts';
import type { Mailer } from './mailer.ts';

/** Told what is counted, for whoever watches the process. */
export interface NotifierMeter {
  newsRaised(tone: AlertFacts['tone']): void;
  mailEnded(outcome: 'sent' | 'failed'): void;
}

export interface NotifierOptions {
  readonly events: EventStore;
  readonly sealers: TenantSealers;
  readonly clock: Clock;
  readonly random: Random;
  /** Absent: news are in the console alone. */
  readonly mailer?: Mailer;
  /** Of the console, for a link in mails. */
  readonly publicUrl?: string;
  readonly meter?: NotifierMeter;
  readonly onTrouble: (error: unknown) => void;
}

const actor = 'notifier';
/** An alert is named after the event that it tells of: told twice it is raised once. Never changes. */
const alertNamespace = '5d3f7a52-1f0c-4f4e-9a39-1c1f6f0c6a11';
const checkpointEvery = 500;
const retryMs = 1000;
/** Mailboxes that start within so much time are written down together. */
const gatherMs = 1000;

/** Reads the log, raises alerts, and mails them. */
export class Notifier {
  readonly #options: NotifierOptions;
  readonly #checkpoint: LogCheckpoint;
  readonly #gathered: GatheredAlerts;
  readonly #round: MailRound | undefined;
  readonly #stopping = new AbortController();
  #flushing: Promise<void> | undefined;
  #done: Promise<void> | undefined;

  constructor(options: NotifierOptions) {
    this.#options = options;
    const { mailer } = options;
    this.#checkpoint = new LogCheckpoint(options.events, 'notifier', options.random);
    this.#gathered = new GatheredAlerts(options);
    this.#round = mailer && new MailRound({ ...options, mailer });
  }

  start(): void {
    this.#done = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#done;
    await this.#flushing;
    await this.#round?.stop();
  }

  async #run(): Promise<void> {
    const { clock, onTrouble } = this.#options;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        await this.#tellMailer();
        // What it mails begins where it stands before the first alert is raised.
        await this.#round?.start();
        await this.#follow(signal);
      } catch (error) {
        if (signal.aborted) return;
        onTrouble(error);
        await clock.sleep(retryMs, signal).catch(() => undefined);
      }
    }
  }

  /** So that the console can say whether mails go out. */
  async #tellMailer(): Promise<void> {
    const { events: store, sealers, random, clock, mailer } = this.#options;
    const sealer = await sealers.of(providerTenant);
    const by = { commandId: uuid4(random), atMs: clock.wallMs(), actor };
    await handleCommand(
      { store, sealer, stream: mailerStream, decider: mailerDecider },
      { kind: 'TellMailer', ...by, canMail: mailer !== undefined },
    );
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const { events } = this.#options;
    this.#gathered.forget();
    const position = await this.#checkpoint.read();
    const after = position === undefined ? {} : { after: position };
    let sinceTaken = 0;
    const log = events.subscribeToAll({ ...after, streamPrefixes: notedPrefixes, signal });
    for await (const message of log) {
      if (message.kind !== 'event') continue;
      await this.#take(message.event);
      sinceTaken += 1;
      if (sinceTaken < checkpointEvery) continue;
      // Of what stands before it nothing is in memory alone.
      await this.#flush();
      await this.#checkpoint.take(message.event.position);
      sinceTaken = 0;
    }
  }

  async #take(recorded: RecordedEvent): Promise<void> {
    const parts = parseStream(recorded.stream);
    if (parts === undefined) return;
    const { tenant, id: streamId } = parts;
    const told = recorded.data['atMs'];
    const atMs = typeof told === 'number' ? told : recorded.recordedAtMs;
    const first =
      parts.category === 'pair' ? await firstOfMailbox(recorded, this.#options.events) : undefined;
    if (first !== undefined) {
      this.#gathered.add(tenant, first, { ...recorded, pairId: streamId, atMs });
      this.#flushing ??= this.#flushSoon();
    }
    const facts = alertOf({ streamId, type: recorded.type, data: recorded.data });
    if (facts === undefined) return;
    const alertId = uuid5(alertNamespace, subjectOf(facts) ?? recorded.id);
    const { events, sealers, random } = this.#options;
    // Of the attempt, not of the alert: where two raise it at once, one of them must be told that it did not.
    const commandId = uuid4(random);
    const stream = alertStream(tenant, alertId);
    const sealer = await sealers.of(tenant);
    const raised = await handleCommand(
      { store: events, stream, sealer, decider: alertDecider },
      { kind: 'RaiseAlert', commandId, atMs, actor, facts },
    );
    const isNew = raised.kind === 'accepted' && raised.eventCount > 0;
    if (isNew) this.#options.meter?.newsRaised(facts.tone);
  }

  async #flushSoon(): Promise<void> {
    const { clock, onTrouble } = this.#options;
    const { signal } = this.#stopping;
    do {
      await clock.sleep(gatherMs, signal).catch(() => undefined);
      await this.#flush().catch(onTrouble);
    } while (!this.#gathered.isEmpty && !signal.aborted);
    this.#flushing = undefined;
  }

  async #flush(): Promise<void> {
    const changed = await this.#gathered.flush();
    for (let n = 0; n < changed; n += 1) this.#options.meter?.newsRaised('good');
  }
}

/** Each delta ends with the same failed items: that is news once, until their number changes. */
function subjectOf({ about, pairId, counts }: AlertFacts): string | undefined {
  if (about !== 'items-failed') return undefined;
  return `${about} ${pairId ?? ''} ${counts?.['items'] ?? 0}`;
}
