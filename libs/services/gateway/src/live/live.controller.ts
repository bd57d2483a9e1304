import { changedSchema, subjects } from '@mailhaul/contracts';
import { Controller, Inject, Res } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { GatewayParts } from '../gateway-parts.ts';
import { knownCaller } from '../http/call-facts.ts';
import type { Call } from '../http/call.ts';
import { Serves, TheCall } from '../http/serves.ts';
import { powerIn } from '../identity/caller.ts';

/** What reporting announces, handed on to whoever looks. */
@Controller()
export class LiveController {
  readonly #parts: GatewayParts;

  constructor(@Inject(GatewayParts) parts: GatewayParts) {
    this.#parts = parts;
  }

  @Serves('followLive')
  async followLive(@TheCall() call: Call<'followLive'>, @Res() _own: unknown): Promise<void> {
    const { live, authenticator } = this.#parts;
    const { tenant, request, response, signal } = call;
    const caller = knownCaller(call);
    const header = request.headers['last-event-id'];
    await live.serve({
      ...{ tenant, response, signal },
      owner: caller.kind === 'session' ? caller.session.id : caller.token.tokenId,
      lastEventId: typeof header === 'string' ? header : undefined,
      isStillAllowed: async () => {
        const again = await authenticator.again(caller);
        return again !== undefined && powerIn(tenant, again) !== 'none';
      },
    });
  }

  /** A hint that is none is nobody's loss. */
  @EventPattern(subjects.changed)
  onChanged(@Payload() body: unknown): void {
    const changed = changedSchema.safeParse(body);
    if (changed.success) this.#parts.live.publish(changed.data);
  }
}
