import { ConnectorError, type MailConnector, type MailSession } from '@mailhaul/connector-contract';
import { seededRandom, systemClock } from '@mailhaul/kernel';
import { describe, expect, it } from 'vitest';
import type { PassContext } from './pass-context.ts';
import { SessionSlot } from './session-slot.ts';

function lost(): ConnectorError {
  return new ConnectorError({
    code: 'connection-lost',
    scope: 'connection',
    disposition: 'retry',
    message: 'the connection was lost',
    remedy: 'Nothing to do.',
  });
}

function stage() {
  let openCount = 0;
  const open = (): Promise<MailSession> => {
    openCount += 1;
    const session = { abort: () => undefined, close: () => Promise.resolve() };
    return Promise.resolve(session as Partial<MailSession> as MailSession);
  };
  const source = { open } as Partial<MailConnector> as MailConnector;
  const never = new AbortController().signal;
  const context: Partial<PassContext> = {
    source,
    clock: systemClock,
    random: seededRandom(1),
    stop: never,
    halt: never,
    report: () => undefined,
  };
  const slot = new SessionSlot(context as PassContext, 'source');
  return { slot, openCount: () => openCount };
}

describe('a session slot', () => {
  it.each(['close', 'abort'] as const)(
    'that is closed (%s) under work ends the work with its session: nothing is tried again',
    async (how) => {
      const { slot, openCount } = stage();
      let tries = 0;
      const work = slot.run(async () => {
        tries += 1;
        await slot[how]();
        throw lost();
      });
      await expect(work).rejects.toMatchObject({ code: 'connection-lost' });
      expect([tries, openCount()]).toEqual([1, 1]);
    },
  );

  it('opens another session after a loss, and runs the work again', async () => {
    const { slot, openCount } = stage();
    let tries = 0;
    const work = slot.run(() => {
      tries += 1;
      return tries === 1 ? Promise.reject(lost()) : Promise.resolve('done');
    });
    await expect(work).resolves.toBe('done');
    expect([tries, openCount()]).toEqual([2, 2]);
  });
});
