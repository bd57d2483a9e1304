import type { Layer } from './layer.ts';
import { serviceLayers } from './service-layers.ts';

export type { Layer } from './layer.ts';

/**
 * Who may import whom: the arrows of docs/architecture.md as one table. ESLint, dependency-cruiser and tidy read it.
 * Specs may import any library; what runs in production may not.
 */
export const layers: readonly Layer[] = [
  { name: 'kernel', folder: 'libs/kernel', imports: [], packages: [] },
  { name: 'domain', folder: 'libs/domain', imports: ['kernel'], packages: [] },
  { name: 'application', folder: 'libs/application', imports: ['kernel', 'domain'], packages: [] },
  {
    name: 'connector-contract',
    folder: 'libs/connectors/contract',
    imports: ['kernel'],
    packages: [],
  },
  {
    name: 'connector-memory',
    folder: 'libs/connectors/memory',
    imports: ['kernel', 'connector-contract'],
    packages: [],
  },
  {
    name: 'connector-line',
    folder: 'libs/connectors/line',
    imports: ['kernel', 'connector-contract'],
    packages: ['socks', 'zod'],
  },
  {
    name: 'connector-imap',
    folder: 'libs/connectors/imap',
    imports: ['kernel', 'connector-contract', 'connector-line'],
    packages: ['imapflow', 'zod'],
  },
  {
    name: 'connector-ews',
    folder: 'libs/connectors/ews',
    imports: ['kernel', 'connector-contract', 'connector-line'],
    packages: ['ews-javascript-api', 'js-md4', 'saxes', 'zod'],
  },
  {
    name: 'connector-decorators',
    folder: 'libs/connectors/decorators',
    imports: ['kernel', 'connector-contract'],
    packages: [],
  },
  {
    name: 'connector-registry',
    folder: 'libs/connectors/registry',
    imports: [
      'kernel',
      'connector-contract',
      'connector-line',
      'connector-memory',
      'connector-imap',
      'connector-ews',
      'connector-decorators',
    ],
    packages: ['zod'],
  },
  {
    name: 'connector-conformance',
    folder: 'libs/connectors/conformance',
    imports: ['kernel', 'connector-contract'],
    packages: ['vitest', 'fast-check'],
    isForSpecs: true,
  },
  {
    name: 'copy-engine',
    folder: 'libs/copy-engine',
    imports: ['kernel', 'connector-contract'],
    packages: [],
  },
  {
    name: 'directory',
    folder: 'libs/directory',
    imports: ['kernel', 'connector-contract', 'connector-line'],
    packages: ['ldapts', 'zod'],
  },
  {
    name: 'verification',
    folder: 'libs/verification',
    imports: ['kernel', 'connector-contract'],
    packages: [],
  },
  {
    name: 'pass-runner',
    folder: 'libs/pass-runner',
    imports: ['kernel', 'domain', 'application', 'connector-contract', 'copy-engine'],
    packages: [],
  },
  {
    name: 'event-store-memory',
    folder: 'libs/platform/event-store/memory',
    imports: ['kernel', 'application'],
    packages: [],
  },
  {
    name: 'event-store-sqlite',
    folder: 'libs/platform/event-store/sqlite',
    imports: ['kernel', 'application'],
    packages: [],
  },
  {
    name: 'event-store-eventstoredb',
    folder: 'libs/platform/event-store/eventstoredb',
    imports: ['kernel', 'application'],
    packages: ['@eventstore/db-client'],
  },
  {
    name: 'event-store-conformance',
    folder: 'libs/platform/event-store/conformance',
    imports: ['kernel', 'application'],
    packages: ['vitest', 'fast-check'],
    isForSpecs: true,
  },
  {
    name: 'secrets',
    folder: 'libs/platform/secrets',
    imports: ['kernel', 'application'],
    packages: ['mongoose'],
  },
  {
    name: 'mail-servers',
    folder: 'libs/mail-servers',
    imports: ['kernel'],
    packages: ['js-md4', 'saxes'],
  },
  {
    name: 'testing',
    folder: 'libs/testing',
    imports: 'any',
    packages: 'any',
    isForSpecs: true,
  },
  {
    name: 'contracts',
    folder: 'libs/contracts',
    imports: [],
    packages: ['zod'],
  },
  {
    name: 'api-client',
    folder: 'libs/api-client',
    imports: ['contracts'],
    packages: ['zod'],
  },
  {
    name: 'projections',
    folder: 'libs/projections',
    imports: ['kernel', 'domain', 'application', 'contracts'],
    packages: [],
  },
  {
    name: 'bus-nats',
    folder: 'libs/platform/bus/nats',
    imports: ['kernel', 'bus-nest'],
    packages: ['@nestjs/microservices', '@nats-io/transport-node'],
  },
  {
    name: 'bus-inprocess',
    folder: 'libs/platform/bus/inprocess',
    imports: ['kernel', 'application', 'bus-nest'],
    packages: ['@nestjs/microservices', 'rxjs'],
  },
  {
    name: 'bus-conformance',
    folder: 'libs/platform/bus/conformance',
    imports: ['kernel', 'application'],
    packages: ['@nestjs/common', '@nestjs/core', '@nestjs/microservices', 'vitest'],
    isForSpecs: true,
  },
  {
    name: 'read-store-mongodb',
    folder: 'libs/platform/read-store/mongodb',
    imports: ['kernel', 'application'],
    packages: ['mongoose'],
  },
  {
    name: 'read-store-sqlite',
    folder: 'libs/platform/read-store/sqlite',
    imports: ['kernel', 'application'],
    packages: [],
  },
  {
    name: 'read-store-conformance',
    folder: 'libs/platform/read-store/conformance',
    imports: ['kernel', 'application'],
    packages: ['vitest', 'fast-check'],
    isForSpecs: true,
  },
  {
    name: 'event-store-channel',
    folder: 'libs/platform/event-store/channel',
    imports: ['kernel', 'application'],
    packages: [],
  },
  {
    name: 'config',
    folder: 'libs/platform/config',
    imports: ['kernel'],
    packages: ['zod'],
  },
  {
    name: 'telemetry',
    folder: 'libs/platform/telemetry',
    imports: ['kernel'],
    packages: ['pino', 'prom-client'],
  },
  {
    name: 'network-guard',
    folder: 'libs/platform/network-guard',
    imports: ['kernel', 'connector-contract'],
    packages: [],
  },
  {
    name: 'bus-nest',
    folder: 'libs/platform/bus/nest',
    imports: ['kernel', 'application'],
    packages: ['@nestjs/common', '@nestjs/microservices', 'rxjs'],
  },
  ...serviceLayers,
];

/** Where time, chance, timers and the environment may be taken from the machine itself. */
export const machineFolders = [
  'libs/kernel',
  'libs/platform',
  'libs/testing',
  'apps',
  'tests',
  'tools',
];

export function packageName(layer: Layer): string {
  return `@mailhaul/${layer.name}`;
}
