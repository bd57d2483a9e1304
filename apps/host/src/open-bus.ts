import { readFileSync } from 'node:fs';
import type { Bus } from '@mailhaul/application';
import { InProcessClient, InProcessHub, InProcessServer } from '@mailhaul/bus-inprocess';
import { NatsConnection, NatsStrategy, natsAddress } from '@mailhaul/bus-nats';
import { ClientBus } from '@mailhaul/bus-nest';
import type { Config } from '@mailhaul/config';
import type { CustomTransportStrategy } from '@nestjs/microservices';

export interface OpenBus {
  readonly bus: Bus;
  /** The answering side; a process has one, for all of its services. */
  readonly strategy: CustomTransportStrategy;
  /** As far as the answering side knows. */
  readonly isConnected: () => boolean;
}

/**
 * The bus that the configuration names. `group`: of the members of one group each request reaches one.
 * @throws Error the address is none, or the authorities cannot be read
 */
export function openBus({ bus, caFile }: Config, group: string): OpenBus {
  if (bus.scheme === 'inprocess') {
    const hub = new InProcessHub();
    return {
      bus: new ClientBus(new InProcessClient(hub)),
      strategy: new InProcessServer(hub, group),
      isConnected: () => true,
    };
  }
  const tls = caFile === undefined ? undefined : { ca: readFileSync(caFile, 'utf8') };
  const isTls = bus.url.startsWith('tls://');
  const address = { ...natsAddress(bus.url, isTls ? tls : undefined), name: `mailhaul-${group}` };
  const strategy = new NatsStrategy({ address, group });
  let status = '';
  strategy.status.subscribe((told) => {
    status = told;
  });
  return {
    bus: new ClientBus(new NatsConnection(address)),
    strategy,
    isConnected: () => status === 'connected',
  };
}
