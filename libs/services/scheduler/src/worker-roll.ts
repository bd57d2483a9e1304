import type { Heartbeat, Worker } from '@mailhaul/contracts';
import type { Clock } from '@mailhaul/kernel';

interface Seen extends Pick<Worker, 'tags' | 'isDraining'> {
  readonly slots: number;
  readonly seenAt: number;
  readonly leases: readonly { readonly tenant: string; readonly pairId: string; since: number }[];
}

/** A worker that is silent for longer is forgotten. */
const forgottenAfterMs = 600_000;
const workersMax = 1_000;

/** The workers that were heard of, for people to see. */
export class WorkerRoll {
  readonly #clock: Clock;
  readonly #seen = new Map<string, Seen>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  note({ workerId, slots, leases, tags, isDraining }: Heartbeat): void {
    const seenAt = Math.floor(this.#clock.wallMs());
    const before = this.#seen.get(workerId)?.leases ?? [];
    const since = (pairId: string) =>
      before.find((lease) => lease.pairId === pairId)?.since ?? seenAt;
    const held = leases.map(({ tenant, pairId }) => ({ tenant, pairId, since: since(pairId) }));
    this.#seen.delete(workerId);
    const told = {
      ...(tags === undefined ? {} : { tags }),
      ...(isDraining === undefined ? {} : { isDraining }),
    };
    this.#seen.set(workerId, { slots, seenAt, leases: held, ...told });
    const [oldest] = this.#seen.keys();
    if (this.#seen.size > workersMax && oldest !== undefined) this.#seen.delete(oldest);
  }

  list(): Worker[] {
    const nowMs = this.#clock.wallMs();
    for (const [id, { seenAt }] of this.#seen) {
      if (nowMs - seenAt > forgottenAfterMs) this.#seen.delete(id);
    }
    return [...this.#seen].map(([id, { leases, ...seen }]) => ({
      ...{ id, ...seen },
      busy: leases.length,
      leases: [...leases],
    }));
  }
}
