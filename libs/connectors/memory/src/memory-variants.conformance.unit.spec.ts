import type { Capabilities } from '@mailhaul/connector-contract';
import { connectorConformance } from '@mailhaul/connector-conformance';
import { memoryCapabilities } from './memory-capabilities.ts';
import { memoryConnector } from './memory-connector.ts';
import { MemoryMailSystem } from './memory-mail-system.ts';
import type { MemoryVariant } from './memory-variant.ts';

const { serverName: _, ...plain } = memoryCapabilities;

function conforms(name: string, variant: MemoryVariant): void {
  const expected: Omit<Capabilities, 'serverName'> = { ...plain, ...variant.capabilities };
  connectorConformance({
    ...{ name, expected },
    create: () => {
      const system = new MemoryMailSystem('spec', variant);
      const addAppointment = (path: readonly string[]) => {
        system
          .mailbox('ann')
          .ensureFolder(path)
          .add({
            ...{ bytes: Buffer.from('at ten'), receivedAt: { epochSeconds: 1, zoneMinutes: 0 } },
            ...{ flags: [], kind: 'event' },
          });
        return Promise.resolve();
      };
      const connector = memoryConnector(system, 'ann');
      return Promise.resolve({ connector, addAppointment, dispose: () => Promise.resolve() });
    },
  });
}

conforms('memory with items of every kind', {
  capabilities: {
    givesForms: ['exchange-item', 'mime'],
    takesForms: ['mime', 'exchange-item'],
    areSizesEstimates: true,
    keepsMarkers: true,
  },
  tellsLikeness: true,
});

conforms('memory that numbers nothing and tells no ids', {
  capabilities: { returnsIdOnWrite: false, areIdsOwn: true },
  numbersNothing: true,
});
