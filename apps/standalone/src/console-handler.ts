import type { IncomingMessage, ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import next from 'next';

// Its types speak of a module with a default; what Node gives is that default.
const createNext = next as unknown as typeof next.default;

export type ConsoleHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Paths that are the gateway's; everything else is the console's. */
const gatewayPaths = /^\/(?:api|livez|readyz|metrics)(?:[/?]|$)/;

/** The built console, to be asked for whatever is not the gateway's. */
export async function openConsole(): Promise<ConsoleHandler> {
  const dir = fileURLToPath(new URL('../../console', import.meta.url));
  const app = createNext({ dev: false, dir, quiet: true });
  await app.prepare();
  const handle = app.getRequestHandler();
  return (request, response) => handle(request, response);
}

/** Express's own shape: the gateway goes first for its paths. */
export function consoleMiddleware(handler: ConsoleHandler) {
  return (request: IncomingMessage, response: ServerResponse, pass: (error?: unknown) => void) => {
    if (gatewayPaths.test(request.url ?? '/')) pass();
    else handler(request, response).catch(pass);
  };
}
