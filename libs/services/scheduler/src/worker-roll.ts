import type { Heartbeat, Worker } from '@mailhaul/contracts';
import type { Clock } from '@mailhaul/kernel';
import type { WorkerDuties } from './worker-duties.ts';

type Told = Pick<Worker, 'tags' | 'isDraining' | 'name' | 'version'>;

interface Seen extends Told {
  readonly slots: number;
  readonly seenAt: number;
  readonly leases: readonly { readonly tenant: string; readonly pairId: string; since: number }[];
}

/** A worker that is silent for longer is forgotten. */
const forgottenAfterMs = 600_000;
const workersMax = 1_000;

/** The workers that were heard of, and those that are drained, for people to see. */
export class WorkerRoll {
  readonly #clock: Clock;
  readonly #duties: WorkerDuties;
  readonly #seen = new Map<string, Seen>();

  constructor(clock: Clock, duties: WorkerDuties) {
    this.#clock = clock;
    this.#duties = duties;
  }

  note({ workerId, slots, leases, ...said }: Heartbeat): void {
    const seenAt = Math.floor(this.#clock.wallMs());
    const before = this.#seen.get(workerId)?.leases ?? [];
    const since = (pairId: string) =>
      before.find((lease) => lease.pairId === pairId)?.since ?? seenAt;
    const held = leases.map(({ tenant, pairId }) => ({ tenant, pairId, since: since(pairId) }));
    this.#seen.delete(workerId);
    const { tags, isDraining, name, version } = said;
    const told = { tags, isDraining, name, version };
    this.#seen.set(workerId, { slots, seenAt, leases: held, ...known(told) });
    const [oldest] = this.#seen.keys();
    if (this.#seen.size > workersMax && oldest !== undefined) this.#seen.delete(oldest);
  }

  list(): Worker[] {
    const nowMs = this.#clock.wallMs();
    for (const [id, { seenAt }] of this.#seen) {
      if (nowMs - seenAt > forgottenAfterMs) this.#seen.delete(id);
    }
    const heard = [...this.#seen].map(([id, { leases, ...seen }]): Worker => {
      const orders = this.#ordersOf(seen.name ?? id);
      return { id, ...seen, ...orders, busy: leases.length, leases: [...leases] };
    });
    return [...heard, ...this.#silent(heard)].slice(0, workersMax);
  }

  /** What is drained and stopped is shown all the same: it stays drained when it is started again. */
  #silent(heard: readonly Worker[]): Worker[] {
    const names = new Set(heard.map(({ id, name = id }) => name));
    return this.#duties
      .drained()
      .filter((name) => !names.has(name))
      .map((name) => ({
        ...{ id: name, name, slots: 0, busy: 0, leases: [] },
        ...this.#ordersOf(name),
      }));
  }

  #ordersOf(name: string): Partial<Worker> {
    const duty = this.#duties.of(name);
    if (duty === undefined) return {};
    const orders = duty.orders.map(({ isDraining, by, atMs }) => ({ isDraining, by, at: atMs }));
    const newest = orders.at(-1);
    if (!duty.isDraining || newest === undefined) return { orders };
    return { orders, isDraining: true, drainedBy: newest.by, drainedAt: newest.at };
  }
}

function known(told: { [K in keyof Told]: Told[K] | undefined }): Told {
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined));
}
