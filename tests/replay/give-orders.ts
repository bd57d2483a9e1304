import { type Decider, handleCommand, type Rejection, type Sealer } from '@mailhaul/application';
import {
  alertDecider,
  alertStream,
  connectionDecider,
  connectionStream,
  jobDecider,
  jobStream,
  mailerDecider,
  mailerStream,
  mailingDecider,
  mailingStream,
  newsOptionsStream,
  newsSettingsDecider,
  operatorDecider,
  operatorStream,
  pairDecider,
  pairStream,
  shardDecider,
  shardStream,
  tenantDecider,
  tenantStream,
  workerDecider,
  workerStream,
} from '@mailhaul/domain';
import type { MemoryEventStore } from '@mailhaul/event-store-memory';
import { type Random, uuid4 } from '@mailhaul/kernel';

export interface Wish {
  readonly kind: string;
  readonly [field: string]: unknown;
}

/** Carries out commands for recordings, a second apart; what is refused is thrown. By id, each aggregate of one tenant. */
export function giveOrders(
  { store, sealer }: { readonly store: MemoryEventStore; readonly sealer: Sealer },
  tenant: string,
  random: Random,
) {
  let atMs = 1_800_000_000_000;
  const order =
    <S, C extends { readonly commandId: string }, E extends { type: string; data: object }>(
      decider: Decider<S, C, E, Rejection>,
      streamOf: (id: string) => string,
    ) =>
    async (id: string, ...wishes: readonly Wish[]) => {
      for (const wish of wishes) {
        atMs += 1000;
        const by = { commandId: uuid4(random), atMs, actor: 'ann' };
        const place = { store, sealer, stream: streamOf(id), decider };
        const result = await handleCommand(place, { ...by, ...wish } as unknown as C);
        if (result.kind !== 'accepted') throw new Error(`${wish.kind}: ${JSON.stringify(result)}`);
      }
    };
  return {
    tenants: order(tenantDecider, tenantStream),
    connections: order(connectionDecider, (id) => connectionStream(tenant, id)),
    jobs: order(jobDecider, (id) => jobStream(tenant, id)),
    pairs: order(pairDecider, (id) => pairStream(tenant, id)),
    alerts: order(alertDecider, (id) => alertStream(tenant, id)),
    newsOptions: order(newsSettingsDecider, newsOptionsStream),
    mailings: order(mailingDecider, (id) => mailingStream(tenant, id === 'good' ? 'good' : 'bad')),
    mailers: order(mailerDecider, () => mailerStream),
    operators: order(operatorDecider, operatorStream),
    shards: order(shardDecider, (id) => shardStream(Number(id))),
    workers: order(workerDecider, workerStream),
  };
}
