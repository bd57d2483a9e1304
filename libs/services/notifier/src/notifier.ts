import {
  type EventStore,
  handleCommand,
  type LogPosition,
  type RecordedEvent,
  type TenantSealers,
} from '@mailhaul/application';
import { type AlertFacts, alertDecider, alertStream, parseStream } from '@mailhaul/domain';
import { type Clock, type Random, uuid4, uuid5 } from '@mailhaul/kernel';
import { alertOf, notedPrefixes } from './alert-of.ts';
import { alertLine } from './alert-words.ts';
import { LogCheckpoint } from './log-checkpoint.ts';
import { MailDigest, type RaisedAlert } from './mail-digest.ts';

export interface Mailer {
  send(mail: { readonly subject: string; readonly text: string }): Promise<void>;
}

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
  readonly meter?: NotifierMeter;
  readonly onTrouble: (error: unknown) => void;
}

const actor = 'notifier';
/** An alert is named after the event that it tells of: told twice it is raised once. Never changes. */
const alertNamespace = '5d3f7a52-1f0c-4f4e-9a39-1c1f6f0c6a11';
const checkpointEvery = 500;
const retryMs = 1000;
const linesMax = 50;

/** Reads the log, raises alerts, and mails them. */
export class Notifier {
  readonly #options: NotifierOptions;
  readonly #checkpoint: LogCheckpoint;
  readonly #digest: MailDigest | undefined;
  readonly #stopping = new AbortController();
  #position: LogPosition | undefined;
  #done: Promise<void> | undefined;

  constructor(options: NotifierOptions) {
    this.#options = options;
    const { events, random, mailer, clock, onTrouble } = options;
    this.#checkpoint = new LogCheckpoint(events, 'notifier', random);
    this.#digest =
      mailer && new MailDigest({ clock, onTrouble, send: (alerts) => this.#send(mailer, alerts) });
  }

  start(): void {
    this.#done = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#done;
    await this.#digest?.stop();
  }

  async #run(): Promise<void> {
    const { clock, onTrouble } = this.#options;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        await this.#follow(signal);
      } catch (error) {
        if (signal.aborted) return;
        onTrouble(error);
        await clock.sleep(retryMs, signal).catch(() => undefined);
      }
    }
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const { events } = this.#options;
    this.#position ??= await this.#checkpoint.read();
    const after = this.#position === undefined ? {} : { after: this.#position };
    let sinceTaken = 0;
    const log = events.subscribeToAll({ ...after, streamPrefixes: notedPrefixes, signal });
    for await (const message of log) {
      if (message.kind !== 'event') continue;
      await this.#take(message.event);
      this.#position = message.event.position;
      sinceTaken += 1;
      if (sinceTaken < checkpointEvery) continue;
      await this.#checkpoint.take(this.#position);
      sinceTaken = 0;
    }
  }

  async #take(recorded: RecordedEvent): Promise<void> {
    const parts = parseStream(recorded.stream);
    if (parts === undefined) return;
    const { tenant, id: streamId } = parts;
    const facts = alertOf({ streamId, type: recorded.type, data: recorded.data });
    if (facts === undefined) return;
    const alertId = uuid5(alertNamespace, subjectOf(facts) ?? recorded.id);
    const { events, sealers, random } = this.#options;
    // Of the attempt, not of the alert: where two raise it at once, one of them must be told that it did not.
    const commandId = uuid4(random);
    const stream = alertStream(tenant, alertId);
    const sealer = await sealers.of(tenant);
    const told = recorded.data['atMs'];
    const atMs = typeof told === 'number' ? told : recorded.recordedAtMs;
    const raised = await handleCommand(
      { store: events, stream, sealer, decider: alertDecider },
      { kind: 'RaiseAlert', commandId, atMs, actor, facts },
    );
    const isNew = raised.kind === 'accepted' && raised.eventCount > 0;
    if (!isNew) return;
    this.#options.meter?.newsRaised(facts.tone);
    this.#digest?.add({ tenant, facts });
  }

  async #send(mailer: Mailer, alerts: readonly RaisedAlert[]): Promise<void> {
    const { meter } = this.#options;
    try {
      await mailer.send(await this.#mailOf(alerts));
    } catch (error) {
      meter?.mailEnded('failed');
      throw error;
    }
    meter?.mailEnded('sent');
  }

  async #mailOf(alerts: readonly RaisedAlert[]): Promise<Parameters<Mailer['send']>[0]> {
    const lines: string[] = [];
    for (const alert of alerts.slice(0, linesMax))
      lines.push(await alertLine(alert, this.#options));
    const more = alerts.length - lines.length;
    if (more > 0) lines.push(`and ${more} more; the console shows all of them`);
    const bad = alerts.filter(({ facts }) => facts.tone === 'bad').length;
    const [first = ''] = lines;
    const subject = alerts.length === 1 ? first : `${alerts.length} news, ${bad} of them bad`;
    return { subject: `Mailhaul: ${subject}`, text: `${lines.join('\n')}\n` };
  }
}

/** Each delta ends with the same failed items: that is news once, until their number changes. */
function subjectOf({ about, pairId, counts }: AlertFacts): string | undefined {
  if (about !== 'items-failed') return undefined;
  return `${about} ${pairId ?? ''} ${counts?.['items'] ?? 0}`;
}
