import type { IncomingMessage, ServerResponse } from 'node:http';
import { Controller, Get, Header, Inject, Req, Res } from '@nestjs/common';
import { GatewayParts } from '../gateway-parts.ts';
import { refusalOf } from './metrics-access.ts';

const checkMsMax = 3_000;

/** Its message is shown to anybody who asks whether Mailhaul is ready. */
export class NotReady extends Error {
  override readonly name = 'NotReady';
}

/** It failed, or took too long. */
const unreachable = 'unreachable';

/** For whoever watches the process. Names what it depends on, each with a plain word; says no addresses and no errors. */
@Controller()
export class HealthController {
  readonly #parts: GatewayParts;

  constructor(@Inject(GatewayParts) parts: GatewayParts) {
    this.#parts = parts;
  }

  @Get('livez')
  @Header('Cache-Control', 'no-store')
  live(): { readonly status: string } {
    return { status: 'alive' };
  }

  @Get('readyz')
  @Header('Cache-Control', 'no-store')
  async ready(@Res({ passthrough: true }) response: ServerResponse) {
    const { options, follower, shownLog } = this.#parts;
    const checks: Readonly<Record<string, () => Promise<string>>> = {
      'event store': async () => {
        await options.store.readLast('tenant-provider.none');
        return 'answers';
      },
      'read store': async () => {
        const position = await options.readStore.checkpoint('live');
        return position === undefined ? 'empty' : 'answers';
      },
      'read models': async () =>
        (await shownLog.isServed()) ? 'current' : 'being made from the log',
      directory: () =>
        follower.isHealthy ? Promise.resolve('current') : Promise.reject(new Error('behind')),
      ...options.readiness,
    };
    const told = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => {
        const { word, isGood } = await this.#word(check);
        return [name, word, isGood] as const;
      }),
    );
    const isReady = told.every(([, , isGood]) => isGood);
    if (!isReady) response.statusCode = 503;
    return {
      status: isReady ? 'ready' : 'not ready',
      dependencies: Object.fromEntries(told.map(([name, word]) => [name, word])),
    };
  }

  @Get('metrics')
  async metrics(@Req() request: IncomingMessage, @Res() response: ServerResponse): Promise<void> {
    const refused = refusalOf(request, this.#parts.options.metricsToken);
    if (refused !== undefined) {
      response.statusCode = refused.status;
      for (const [name, value] of Object.entries(refused.headers)) response.setHeader(name, value);
    }
    const text = refused?.text ?? (await this.#parts.options.metrics?.()) ?? '';
    response.setHeader('Content-Type', 'text/plain; version=0.0.4; charset=utf-8');
    response.setHeader('Cache-Control', 'no-store');
    response.end(text);
  }

  async #word(check: () => Promise<string>): Promise<{ word: string; isGood: boolean }> {
    const over = new AbortController();
    try {
      const late = this.#parts.options.clock.sleep(checkMsMax, over.signal).then(() => undefined);
      const word = await Promise.race([check(), late]);
      return { word: word ?? unreachable, isGood: word !== undefined };
    } catch (error) {
      // Why else stands in the log of what failed; here it would be told to anybody.
      return { word: error instanceof NotReady ? error.message : unreachable, isGood: false };
    } finally {
      over.abort();
    }
  }
}
