import type { OpenContext } from '@mailhaul/connector-contract';
import type { ValidEwsSettings } from '../ews-settings.ts';

/** An answer is asked for anew after an hour: servers move. */
const keptMsMax = 3_600_000;

/** The settings of one mailbox with the place of its server; asked for once for all its sessions. */
export class Located {
  readonly #settings: ValidEwsSettings;
  #asking: { readonly found: Promise<ValidEwsSettings>; readonly atMs: number } | undefined;

  constructor(settings: ValidEwsSettings) {
    this.#settings = settings;
  }

  /** @throws ConnectorError */
  async settings(context: OpenContext): Promise<ValidEwsSettings> {
    if (!this.#settings.autodiscover) return this.#settings;
    const nowMs = context.clock.monotonicMs();
    if (this.#asking === undefined || nowMs - this.#asking.atMs > keptMsMax) {
      this.#asking = { found: this.#ask(context), atMs: nowMs };
    }
    return this.#asking.found;
  }

  /** The server is not where it was. */
  forget(): void {
    this.#asking = undefined;
  }

  async #ask(context: OpenContext): Promise<ValidEwsSettings> {
    try {
      const { discover } = await import('./discover.ts');
      return {
        ...this.#settings,
        ...(await discover(this.#settings, context)),
        autodiscover: false,
      };
    } catch (error) {
      this.forget();
      throw error;
    }
  }
}
