export interface Layer {
  /** Without the scope: `kernel` is `@mailhaul/kernel`. */
  readonly name: string;
  readonly folder: string;
  /** Names of the layers that it may import. */
  readonly imports: readonly string[] | 'any';
  /** npm packages that it may use. */
  readonly packages: readonly string[] | 'any';
  /** Made by a tool of its own; it is no part of the TypeScript build, and nobody imports it. */
  readonly buildsItself?: true;
  /** Only specs and tests/ import it. */
  readonly isForSpecs?: true;
}

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
    name: 'connector-imap',
    folder: 'libs/connectors/imap',
    imports: ['kernel', 'connector-contract'],
    packages: ['imapflow', 'socks', 'zod'],
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
      'connector-memory',
      'connector-imap',
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
    packages: [],
  },
  { name: 'mail-servers', folder: 'libs/mail-servers', imports: ['kernel'], packages: [] },
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
    name: 'gateway-service',
    folder: 'libs/services/gateway',
    imports: [
      'kernel',
      'domain',
      'application',
      'contracts',
      'connector-contract',
      'connector-registry',
      'pass-runner',
      'verification',
    ],
    packages: [
      '@nestjs/common',
      '@nestjs/core',
      '@nestjs/platform-express',
      '@nestjs/microservices',
      '@node-rs/argon2',
      'csv-parse',
      'csv-stringify',
      'helmet',
      'swagger-ui-dist',
      'reflect-metadata',
      'rxjs',
      'zod',
    ],
  },
  {
    name: 'scheduler-service',
    folder: 'libs/services/scheduler',
    imports: ['kernel', 'domain', 'application', 'contracts'],
    packages: ['@nestjs/common', '@nestjs/microservices', 'rxjs'],
  },
  {
    name: 'mailbox-worker-service',
    folder: 'libs/services/mailbox-worker',
    imports: [
      'kernel',
      'domain',
      'application',
      'contracts',
      'connector-contract',
      'connector-registry',
      'copy-engine',
      'pass-runner',
      'verification',
      'event-store-channel',
      'network-guard',
    ],
    packages: ['@nestjs/common', '@nestjs/microservices', 'rxjs'],
  },
  {
    name: 'notifier-service',
    folder: 'libs/services/notifier',
    imports: ['kernel', 'domain', 'application', 'contracts'],
    packages: ['@nestjs/common', '@nestjs/microservices', 'nodemailer', 'rxjs'],
  },
  {
    name: 'reporting-service',
    folder: 'libs/services/reporting',
    imports: ['kernel', 'domain', 'application', 'contracts', 'projections'],
    packages: ['@nestjs/common', '@nestjs/microservices', 'rxjs'],
  },
  {
    name: 'bus-nest',
    folder: 'libs/platform/bus/nest',
    imports: ['kernel', 'application'],
    packages: ['@nestjs/common', '@nestjs/microservices', 'rxjs'],
  },
  {
    name: 'standalone',
    folder: 'apps/standalone',
    imports: [
      'kernel',
      'application',
      'api-client',
      'contracts',
      'projections',
      'bus-inprocess',
      'bus-nest',
      'config',
      'event-store-sqlite',
      'network-guard',
      'read-store-sqlite',
      'secrets',
      'telemetry',
      'gateway-service',
      'scheduler-service',
      'mailbox-worker-service',
      'notifier-service',
      'reporting-service',
      'mail-servers',
    ],
    packages: 'any',
  },
  {
    name: 'console',
    folder: 'apps/console',
    imports: ['api-client', 'connector-contract', 'contracts'],
    packages: 'any',
    buildsItself: true,
  },
  {
    name: 'cli',
    folder: 'apps/cli',
    imports: [
      'kernel',
      'contracts',
      'api-client',
      'domain',
      'application',
      'connector-contract',
      'connector-registry',
      'copy-engine',
      'pass-runner',
      'verification',
      'event-store-sqlite',
      'secrets',
      'mail-servers',
    ],
    packages: 'any',
  },
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
