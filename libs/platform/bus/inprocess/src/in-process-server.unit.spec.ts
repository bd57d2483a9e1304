import { NoResponder, RequestRefused } from '@mailhaul/application';
import { ClientBus } from '@mailhaul/bus-nest';
import { systemClock } from '@mailhaul/kernel';
import { NatsContext } from '@nestjs/microservices';
import { NEVER, concat, of, throwError } from 'rxjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { InProcessClient } from './in-process-client.ts';
import { InProcessHub } from './in-process-hub.ts';
import { InProcessServer, type InProcessServerOptions } from './in-process-server.ts';

const patienceMs = 600_000;

describe('in-process server', () => {
  it('refuses what has no answer when the drain is over', async () => {
    const waits: number[] = [];
    const clock = {
      ...systemClock,
      sleep: (ms: number) => {
        waits.push(ms);
        return Promise.resolve();
      },
    };
    const { server, bus } = stand({ clock, drainMs: 70 });
    const begun = Promise.withResolvers<void>();
    server.addHandler('s', () => {
      begun.resolve();
      return new Promise(() => undefined);
    });
    listen(server);
    const asking = bus.request('s', 1, patienceMs);
    const refused = expect(asking).rejects.toThrow(RequestRefused);
    await begun.promise;
    await server.close();
    await refused;
    expect(waits).toEqual([70]);
    await expect(bus.request('s', 1, patienceMs)).rejects.toThrow(NoResponder);
  });

  it('does not wait when nothing is open', async () => {
    const clock = { ...systemClock, sleep: () => Promise.reject(new Error('it waits')) };
    const { server, bus } = stand({ clock });
    server.addHandler('s', () => Promise.resolve(1));
    listen(server);
    expect(await bus.request('s', 1, patienceMs)).toBe(1);
    await server.close();
  });

  it('answers with the first value of a stream, and refuses with its error', async () => {
    const { server, bus } = stand();
    server.addHandler('values', () => Promise.resolve(concat(of(1, 2, 3), NEVER)));
    server.addHandler('error', () =>
      Promise.resolve(throwError(() => ({ status: 'error', message: 'no' }))),
    );
    listen(server);
    expect(await bus.request('values', 1, patienceMs)).toBe(1);
    await expect(bus.request('error', 1, patienceMs)).rejects.toThrow('no');
  });

  it('refuses answers that are not JSON', async () => {
    const { server, bus } = stand();
    server.addHandler('s', () => Promise.resolve({ count: 1n }));
    listen(server);
    await expect(bus.request('s', 1, patienceMs)).rejects.toThrow('not JSON');
  });

  it('gives handlers the context of the NATS transport', async () => {
    const { server, bus } = stand();
    server.addHandler('a.b', (_: unknown, context?: unknown) =>
      Promise.resolve(context instanceof NatsContext ? context.getSubject() : null),
    );
    listen(server);
    expect(await bus.request('a.b', 1, patienceMs)).toBe('a.b');
  });

  it('does not listen where a pattern is no subject', () => {
    for (const pattern of ['a.*', 'a.>', { cmd: 'x' }, '']) {
      const { server, hub } = stand();
      server.addHandler('a.b', () => Promise.resolve(1));
      server.addHandler(pattern, () => Promise.resolve(1));
      let failure: unknown;
      server.listen((error) => {
        failure = error;
      });
      expect(failure).toBeInstanceOf(RequestRefused);
      expect(server.unwrap()).toBe(hub);
    }
  });
});

function stand(options: InProcessServerOptions = {}) {
  const hub = new InProcessHub();
  const server = new InProcessServer(hub, 'one', options);
  const bus = new ClientBus(new InProcessClient(hub));
  onTestFinished(() => bus.close());
  return { hub, server, bus };
}

function listen(server: InProcessServer): void {
  server.listen((error) => {
    expect(error).toBeUndefined();
  });
}
