import type { PassToRun } from '@mailhaul/mailbox-worker-service/core';

/** A limit that did not hold at a server. */
export interface LimitBroken {
  readonly atMs: number;
  readonly what: 'endpoint' | 'mailbox';
  readonly detail: string;
}

interface Link {
  readonly endpoint: string;
  readonly mailbox: string;
  /** False while whoever holds it stands still: nobody else can know of it. */
  readonly isLive: () => boolean;
}

/** The servers' side of modelled passes: counts who is connected, without asking the code that hands out leases. */
export class SimEndpoints {
  readonly broken: LimitBroken[] = [];
  /** At once, at most, by endpoint. */
  readonly most = new Map<string, number>();
  readonly #links = new Set<Link>();
  readonly #limitOf: (endpoint: string) => number | undefined;
  readonly #nowMs: () => number;

  constructor(limitOf: (endpoint: string) => number | undefined, nowMs: () => number) {
    this.#limitOf = limitOf;
    this.#nowMs = nowMs;
  }

  /** Both sides of a pass connect; what is answered disconnects them, and may be called again. */
  connect(pass: PassToRun, isLive: () => boolean): () => void {
    const links = [pass.source, pass.target].map(({ settings }): Link => {
      const { host, user } = settings as { readonly host: string; readonly user: string };
      return { endpoint: host, mailbox: `${host} ${user}`, isLive };
    });
    for (const link of links) {
      this.#links.add(link);
      this.#check(link);
    }
    return () => {
      for (const link of links) this.#links.delete(link);
    };
  }

  #check({ endpoint, mailbox }: Link): void {
    const live = [...this.#links].filter((link) => link.isLive());
    const there = live.filter((link) => link.endpoint === endpoint).length;
    this.most.set(endpoint, Math.max(there, this.most.get(endpoint) ?? 0));
    const atMs = this.#nowMs();
    const max = this.#limitOf(endpoint);
    if (max !== undefined && there > max) {
      const detail = `${there} mailboxes at ${endpoint}, ${max} allowed`;
      this.broken.push({ atMs, what: 'endpoint', detail });
    }
    if (live.filter((link) => link.mailbox === mailbox).length > 1) {
      this.broken.push({ atMs, what: 'mailbox', detail: `two passes at ${mailbox}` });
    }
  }
}
