import {
  decodeEvent,
  type EventStore,
  type RecordedEvent,
  type TenantSealers,
} from '@mailhaul/application';
import {
  type AlertEvent,
  type AlertFacts,
  type NewsSettings,
  type NewsSettingsEvent,
  newsOptionsStream,
  newsSettingsDecider,
  parseStream,
} from '@mailhaul/domain';
import type { Clock, Random } from '@mailhaul/kernel';
import { LogCheckpoint } from './log-checkpoint.ts';
import type { Mailer } from './mailer.ts';
import { MailingLog, type Tone } from './mailing-log.ts';
import { NewsPost } from './news-post.ts';
import { WaitingNews } from './waiting-news.ts';

export interface MailRoundOptions {
  readonly events: EventStore;
  readonly sealers: TenantSealers;
  readonly clock: Clock;
  readonly random: Random;
  readonly mailer: Mailer;
  readonly publicUrl?: string;
  readonly meter?: { mailEnded(outcome: 'sent' | 'failed'): void };
  readonly onTrouble: (error: unknown) => void;
}

const followed = ['alert-', 'newsoptions-'];
const retryMs = 1000;
/** Between two looks for what is due. */
const roundMs = 5000;
const checkpointEvery = 500;

/**
 * Follows alerts and mails them, each tenant as its options say. What waits is in memory alone and is read again after a restart, from a
 * checkpoint that stands before the oldest of it; what was mailed, and when, is in the log.
 */
export class MailRound {
  readonly #options: MailRoundOptions;
  readonly #checkpoint: LogCheckpoint;
  readonly #mailings: MailingLog;
  readonly #post: NewsPost;
  readonly #settings = new Map<string, NewsSettings>();
  readonly #waiting = new Map<string, { tenant: string; tone: Tone; news: WaitingNews }>();
  readonly #stopping = new AbortController();
  #position = 0n;
  #sinceTaken = 0;
  #done: readonly Promise<void>[] | undefined;

  constructor(options: MailRoundOptions) {
    this.#options = options;
    this.#checkpoint = new LogCheckpoint(options.events, 'notifier-mail', options.random);
    this.#mailings = new MailingLog(options);
    this.#post = new NewsPost(options, this.#mailings);
  }

  /** It goes on where it was; the first time, with what is raised from now on. */
  async start(): Promise<void> {
    if (this.#done !== undefined) return;
    const known = await this.#checkpoint.read();
    this.#position = known ?? (await this.#end());
    if (known === undefined) await this.#checkpoint.take(this.#position);
    for (const stream of await this.#options.events.listStreams('mailing-')) {
      const { tenant, id } = parseStream(stream) ?? {};
      if (tenant !== undefined && (id === 'good' || id === 'bad')) this.#of(tenant, id);
    }
    const { signal } = this.#stopping;
    this.#done = [
      this.#repeat(() => this.#follow(signal), 0),
      this.#repeat(() => this.#look(), roundMs),
    ];
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#done ?? []);
  }

  async #repeat(work: () => Promise<void>, everyMs: number): Promise<void> {
    const { clock, onTrouble } = this.#options;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      let waitMs = everyMs;
      try {
        await work();
      } catch (error) {
        if (signal.aborted) return;
        onTrouble(error);
        waitMs = Math.max(everyMs, retryMs);
      }
      await clock.sleep(waitMs, signal).catch(() => undefined);
    }
  }

  async #end(): Promise<bigint> {
    const { signal } = this.#stopping;
    const log = this.#options.events.subscribeToAll({ streamPrefixes: followed, signal });
    let position = 0n;
    for await (const message of log) {
      if (message.kind === 'caught-up') break;
      ({ position } = message.event);
    }
    return position;
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const { events } = this.#options;
    const log = events.subscribeToAll({ after: this.#position, streamPrefixes: followed, signal });
    for await (const message of log) {
      if (message.kind !== 'event') continue;
      await this.#take(message.event);
      this.#position = message.event.position;
      this.#sinceTaken += 1;
      if (this.#sinceTaken >= checkpointEvery) await this.#takeCheckpoint();
    }
  }

  /** Before all that waits. */
  async #takeCheckpoint(): Promise<void> {
    const waiting = [...this.#waiting.values()].flatMap(({ news }) => news.first ?? []);
    const oldest = waiting.reduce(
      (least, { position }) => (position <= least ? position - 1n : least),
      this.#position,
    );
    this.#sinceTaken = 0;
    await this.#checkpoint.take(oldest);
  }

  async #take(recorded: RecordedEvent): Promise<void> {
    const { category, tenant } = parseStream(recorded.stream) ?? {};
    if (tenant === undefined) return;
    const { sealers, clock } = this.#options;
    const codec = { sealer: await sealers.of(tenant), upcasters: {} };
    if (category === 'newsoptions') {
      const event = decodeEvent<NewsSettingsEvent>(recorded, codec);
      this.#settings.set(tenant, newsSettingsDecider.evolve(newsSettingsDecider.initial(), event));
      return;
    }
    const event = decodeEvent<AlertEvent>(recorded, codec);
    const told = await this.#toldIn(recorded, event);
    if (told === undefined) return;
    const { options } = await this.#settingsOf(tenant);
    if (!options.mailed.includes(told.facts.about)) return;
    const { news } = this.#of(tenant, told.facts.tone);
    news.add({ ...told, position: recorded.position }, clock.wallMs());
  }

  async #toldIn(
    { stream, revision }: RecordedEvent,
    event: AlertEvent,
  ): Promise<{ readonly facts: AlertFacts; readonly mailboxes: number } | undefined> {
    if (event.type === 'AlertRaised') {
      return { facts: event.data, mailboxes: event.data.counts?.['mailboxes'] ?? 1 };
    }
    if (event.type !== 'AlertGrown') return undefined;
    let facts: AlertFacts | undefined;
    for await (const before of this.#options.events.readStream(stream)) {
      if (before.revision >= revision) break;
      if (before.type === 'AlertRaised') facts = before.data as unknown as AlertFacts;
    }
    return facts && { facts, mailboxes: event.data.added };
  }

  async #settingsOf(tenant: string): Promise<NewsSettings> {
    const known = this.#settings.get(tenant);
    if (known !== undefined) return known;
    const { events, sealers } = this.#options;
    const last = await events.readLast(newsOptionsStream(tenant));
    const initial = newsSettingsDecider.initial();
    if (last === undefined) return initial;
    const codec = { sealer: await sealers.of(tenant), upcasters: newsSettingsDecider.upcasters };
    const settings = newsSettingsDecider.evolve(
      initial,
      decodeEvent<NewsSettingsEvent>(last, codec),
    );
    this.#settings.set(tenant, settings);
    return settings;
  }

  #of(tenant: string, tone: Tone) {
    const key = `${tenant} ${tone}`;
    const known = this.#waiting.get(key) ?? { tenant, tone, news: new WaitingNews() };
    this.#waiting.set(key, known);
    return known;
  }

  /** One after the other: the mail server is one. */
  async #look(): Promise<void> {
    const { onTrouble } = this.#options;
    for (const { tenant, tone, news } of [...this.#waiting.values()]) {
      if (this.#stopping.signal.aborted) return;
      try {
        const settings = await this.#settingsOf(tenant);
        const isEnded = await this.#post.sendDue({ tenant, tone, news, settings });
        if (isEnded) await this.#takeCheckpoint();
      } catch (error) {
        // What is the matter with one tenant does not keep the others waiting.
        onTrouble(error);
      }
    }
  }
}
