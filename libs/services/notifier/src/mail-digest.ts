import type { AlertFacts } from '@mailhaul/domain';
import type { Clock } from '@mailhaul/kernel';

export interface RaisedAlert {
  readonly tenant: string;
  readonly facts: AlertFacts;
}

export interface DigestOptions {
  readonly clock: Clock;
  readonly send: (alerts: readonly RaisedAlert[]) => Promise<void>;
  readonly onTrouble: (error: unknown) => void;
}

/** News that come close together go out as one mail. */
const gatherMs = 30_000;
/** What waits at most; the rest is in the console alone. */
const waitingMax = 5000;

/** Gathers alerts and sends them, tenant by tenant. A mail that cannot be sent is told once and not kept: the console has the news. */
export class MailDigest {
  readonly #options: DigestOptions;
  #waiting: RaisedAlert[] = [];
  #sending: Promise<void> | undefined;
  readonly #stopping = new AbortController();

  constructor(options: DigestOptions) {
    this.#options = options;
  }

  add(alert: RaisedAlert): void {
    if (this.#waiting.length < waitingMax) this.#waiting.push(alert);
    this.#sending ??= this.#sendLater();
  }

  /** Sends what waits and takes nothing more. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    while (this.#sending !== undefined) await this.#sending;
  }

  async #sendLater(): Promise<void> {
    const { clock, send, onTrouble } = this.#options;
    await clock.sleep(gatherMs, this.#stopping.signal).catch(() => undefined);
    const alerts = this.#waiting;
    this.#waiting = [];
    const byTenant = Map.groupBy(alerts, ({ tenant }) => tenant);
    for (const ofTenant of byTenant.values()) await send(ofTenant).catch(onTrouble);
    // What came meanwhile is gathered anew.
    this.#sending = this.#waiting.length === 0 ? undefined : this.#sendLater();
  }
}
