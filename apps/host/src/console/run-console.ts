import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type RequestListener, createServer } from 'node:http';
import { type Config, readConfig } from '@mailhaul/config';
import { exitCodes } from '../exit-codes.ts';
import { stopOnSignal } from '../stop-on-signal.ts';
import { type Forwarder, forwarderTo } from './forward.ts';
import { type ConsoleHandler, openConsole } from './open-console.ts';

/** A process that serves the console and hands the API's requests on to the gateway, from its environment to its end. */
export async function runConsole(): Promise<void> {
  const read = readConfig(process.env);
  if (!read.ok) return leave(read.problems, exitCodes.usage);
  const { host, port, gatewayUrl } = read.config;
  if (gatewayUrl === undefined) {
    return leave(
      ['MAILHAUL_GATEWAY_URL is not set; a console of its own needs the address of the gateway'],
      exitCodes.usage,
    );
  }
  try {
    const forwarder = forwarderTo({ url: gatewayUrl, ...authorities(read.config) });
    const server = createServer(listenerOf(await openConsole(), forwarder));
    server.listen(port, host);
    await once(server, 'listening');
    stopOnSignal(() => {
      forwarder.close();
      server.close();
      // What is live has no end of its own: browsers ask again elsewhere.
      server.closeAllConnections();
      return Promise.resolve();
    });
    const address = server.address();
    const shown = typeof address === 'object' && address !== null ? address.port : port;
    console.log(`console listens at ${host}:${shown}; the gateway is at ${gatewayUrl}`);
  } catch (error) {
    leave([error instanceof Error ? error.message : String(error)], exitCodes.failed);
  }
}

function authorities({ caFile }: Config): { readonly ca?: string } {
  return caFile === undefined ? {} : { ca: readFileSync(caFile, 'utf8') };
}

function listenerOf(handler: ConsoleHandler, forwarder: Forwarder): RequestListener {
  return (request, response) => {
    const [path = '/'] = (request.url ?? '/').split('?');
    const answer = (status: number, json: string) => {
      response.writeHead(status, {
        'Content-Type': 'application/json',
        'Cache-Control': 'no-store',
      });
      response.end(json);
    };
    if (path === '/api' || path.startsWith('/api/')) return forwarder.forward(request, response);
    if (path === '/livez') return answer(200, JSON.stringify({ status: 'alive' }));
    if (path === '/readyz') {
      return void forwarder.readiness().then(
        ({ isReady, text }) => answer(isReady ? 200 : 503, text),
        () => answer(503, gatewayGone),
      );
    }
    handler(request, response).catch(() => response.destroy());
  };
}

const gatewayGone = JSON.stringify({
  status: 'not ready',
  dependencies: { gateway: 'unreachable' },
});

function leave(problems: readonly string[], code: number): void {
  for (const problem of problems) console.error(problem);
  process.exit(code);
}
