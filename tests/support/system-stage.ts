import type { Client } from '@mailhaul/api-client';
import {
  type StandaloneOptions,
  type StandaloneProcess,
  startStandaloneProcess,
} from './standalone-process.ts';
import { temporaryFolder } from './temporary-folder.ts';

export type SystemOptions = Omit<StandaloneOptions, 'dataFolder' | 'port'>;

/** The built system on a data folder of its own, and a client of its first operator. */
export interface SystemStage {
  readonly dataFolder: string;
  readonly app: StandaloneProcess;
  readonly client: Client;
  /** What the processes that ran here before have said, and this one. */
  output(): string;
  /** SIGTERM, whatever is done in between, and a start on the same port. Gives how long the start took. */
  restart(meanwhile?: () => Promise<void> | void): Promise<{ readonly startMs: number }>;
  /** Ends what runs; the data folder goes. */
  close(): Promise<void>;
}

export async function openSystem(options: SystemOptions = {}): Promise<SystemStage> {
  const { path: dataFolder, remove } = temporaryFolder('system');
  let app: StandaloneProcess | undefined;
  let client: Client;
  try {
    app = await startStandaloneProcess({ ...options, dataFolder });
    client = await app.signIn();
  } catch (error) {
    await app?.kill();
    remove();
    throw error;
  }
  return stageOf({ app, client, options, dataFolder, remove });
}

function stageOf(begun: {
  readonly app: StandaloneProcess;
  readonly client: Client;
  readonly options: SystemOptions;
  readonly dataFolder: string;
  readonly remove: () => void;
}): SystemStage {
  const { options, dataFolder, remove } = begun;
  let { app, client } = begun;
  const before: string[] = [];
  return {
    dataFolder,
    get app() {
      return app;
    },
    get client() {
      return client;
    },
    output: () => [...before, app.output()].join('\n'),
    async restart(meanwhile) {
      const { port } = app;
      await app.stop();
      before.push(app.output());
      await meanwhile?.();
      const startedAt = performance.now();
      app = await startStandaloneProcess({ ...options, dataFolder, port });
      const startMs = Math.round(performance.now() - startedAt);
      client = await app.signIn();
      return { startMs };
    },
    async close() {
      await app.kill();
      remove();
    },
  };
}
