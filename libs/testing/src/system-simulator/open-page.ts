import type { JsonObject, ReadStore } from '@mailhaul/application';
import type { Changed } from '@mailhaul/contracts';
import type { SimProcess } from '../simulator/sim-process.ts';

/** How a page of a person goes by what it is told; switched off where a test wants that noticed. */
export interface PageRules {
  /** What it shows it has read; a hint only makes it look sooner. */
  readonly hintsAreHints: boolean;
}

export const allPageRules: PageRules = { hintsAreHints: true };

/** As the command line does it beside the hints. */
export const lookEveryMs = 15_000;
const gatherMs = 700;

/** The jobs of a tenant, as a person has them before the eyes. */
export class OpenPage {
  readonly tenant: string;
  readonly #process: SimProcess;
  readonly #documents: ReadStore;
  readonly #rules: PageRules;
  readonly #shown = new Map<string, string>();
  #isLooking = false;
  #isAsked = false;
  #heard = -1n;

  constructor(
    of: { readonly tenant: string; readonly process: SimProcess; readonly documents: ReadStore },
    rules: PageRules,
  ) {
    this.tenant = of.tenant;
    this.#process = of.process;
    this.#documents = of.documents;
    this.#rules = rules;
  }

  /** By job. */
  get shown(): ReadonlyMap<string, string> {
    return this.#shown;
  }

  open(): void {
    this.#look();
    const again = () => {
      // Who takes a hint for data believes to have it all.
      if (this.#rules.hintsAreHints) this.#look();
      this.#process.timer(lookEveryMs, again);
    };
    this.#process.timer(lookEveryMs, again);
  }

  hint({ tenant, topic, position }: Changed): void {
    if (tenant !== this.tenant) return;
    const isNew = BigInt(position) > this.#heard;
    if (isNew) this.#heard = BigInt(position);
    if (!this.#rules.hintsAreHints && !isNew) return;
    if (topic === 'jobs') this.#process.timer(gatherMs, () => this.#look());
  }

  /** One look at a time: an earlier answer never takes the place of a later one. */
  #look(): void {
    this.#isAsked = true;
    if (this.#isLooking) return;
    this.#isLooking = true;
    void this.#readAsked().finally(() => (this.#isLooking = false));
  }

  async #readAsked(): Promise<void> {
    while (this.#isAsked) {
      this.#isAsked = false;
      const sort = { field: 'rank', direction: 'ascending' } as const;
      const query = { tenant: this.tenant, sort, limit: 1000 };
      const page = await this.#documents.find('jobs', query).catch(() => undefined);
      if (page === undefined) continue;
      this.#shown.clear();
      for (const { id, body } of page.rows) this.#shown.set(id, textOf(body));
    }
  }
}

export function textOf(body: JsonObject): string {
  return JSON.stringify(body);
}
