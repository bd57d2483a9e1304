import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

interface NextApp {
  prepare(): Promise<void>;
  getRequestHandler(): ConsoleHandler;
}

// Not its types: they change those of Node for the whole program.
const createNext = createRequire(import.meta.url)('next') as (options: {
  readonly dev: boolean;
  readonly dir: string;
  readonly quiet: boolean;
}) => NextApp;

export type ConsoleHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** The built console, to be asked for whatever is not the gateway's. */
export async function openConsole(): Promise<ConsoleHandler> {
  const dir = fileURLToPath(new URL('../../../console', import.meta.url));
  const app = createNext({ dev: false, dir, quiet: true });
  await withoutChatter(() => app.prepare());
  return app.getRequestHandler();
}

/** Next tells with console.log that it reads its configuration, `quiet` or not; warnings and errors go other ways. */
async function withoutChatter(work: () => Promise<void>): Promise<void> {
  const { log } = console;
  console.log = () => undefined;
  try {
    await work();
  } finally {
    console.log = log;
  }
}
