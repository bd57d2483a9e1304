import type { ServerResponse } from 'node:http';
import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import { GatewayParts } from '../gateway-parts.ts';

const checkMsMax = 3_000;

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
        const word = await this.#word(check);
        return [name, word ?? 'unreachable', word !== undefined] as const;
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
  async metrics(@Res() response: ServerResponse): Promise<void> {
    const text = (await this.#parts.options.metrics?.()) ?? '';
    response.setHeader('Content-Type', 'text/plain; version=0.0.4; charset=utf-8');
    response.setHeader('Cache-Control', 'no-store');
    response.end(text);
  }

  /** Undefined: it failed, or took too long. */
  async #word(check: () => Promise<string>): Promise<string | undefined> {
    const over = new AbortController();
    try {
      const late = this.#parts.options.clock.sleep(checkMsMax, over.signal).then(() => undefined);
      return await Promise.race([check(), late]);
    } catch {
      // Why stands in the log of what failed; here it would be told to anybody.
      return undefined;
    } finally {
      over.abort();
    }
  }
}
