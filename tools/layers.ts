export interface Layer {
  /** Without the scope: `kernel` is `@mailhaul/kernel`. */
  readonly name: string;
  readonly folder: string;
  /** Names of the layers that it may import. */
  readonly imports: readonly string[] | 'any';
  /** npm packages that it may use. */
  readonly packages: readonly string[] | 'any';
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
    name: 'cli',
    folder: 'apps/cli',
    imports: [
      'kernel',
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
