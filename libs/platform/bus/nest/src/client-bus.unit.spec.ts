import { NoResponder, RequestRefused, RequestTimedOut } from '@mailhaul/application';
import { ClientProxy, type WritePacket } from '@nestjs/microservices';
import { EmptyResponseException } from '@nestjs/microservices/errors/empty-response.exception.js';
import { describe, expect, it } from 'vitest';
import { ClientBus, type ClientBusOptions } from './client-bus.ts';

describe('client bus', () => {
  it('turns every failure of a transport into one of the port’s errors', async () => {
    const failures: readonly (readonly [unknown, new () => Error])[] = [
      [new EmptyResponseException('s'), NoResponder],
      [new Error('Connection closed'), NoResponder],
      [new NoResponder(), NoResponder],
      [new RequestTimedOut(), RequestTimedOut],
      [{ status: 'error', message: 'no' }, RequestRefused],
      ['no', RequestRefused],
      [{}, RequestRefused],
      [{ message: 7 }, RequestRefused],
    ];
    for (const [failure, expected] of failures) {
      const { bus } = stand({ answer: { err: failure } });
      await expect(bus.request('s', 1, 1_000)).rejects.toThrow(expected);
    }
  });

  it('asks the transport’s own rule who is not there', async () => {
    const options = { isNobodyThere: (error: unknown) => error === 503 };
    const { bus } = stand({ answer: { err: 503 }, options });
    await expect(bus.request('s', 1, 1_000)).rejects.toThrow(NoResponder);
  });

  it('gives up while the transport connects', async () => {
    const { bus, client } = stand({ answer: { response: 1, isDisposed: true } });
    client.connecting = new Promise(() => undefined);
    await expect(bus.request('s', 1, 5)).rejects.toThrow(RequestTimedOut);
  });

  it('tells once that announcements are lost, and once that they go out again', async () => {
    const { bus, client, lines } = stand();
    client.connecting = Promise.reject(new Error('refused'));
    for (let n = 0; n < 5; n += 1) bus.announce('s', n);
    await turn();
    expect(lines).toEqual(['warn: announcements are being lost, the first one of "s": refused']);
    client.connecting = Promise.resolve();
    bus.announce('s', 5);
    bus.announce('s', 6);
    await turn();
    expect(lines.slice(1)).toEqual(['log: announcements go out again; lost: 5']);
    expect(client.announced).toEqual([5, 6]);
  });

  it('writes no line of its own making for a hostile subject', async () => {
    const { bus, lines } = stand();
    bus.announce('a\n2026 all is well', 1);
    await turn();
    expect(lines.length).toBe(1);
    expect(lines[0]).not.toContain('\n');
  });

  it('does not open a closed transport again', async () => {
    const { bus, client } = stand({ answer: { response: 1, isDisposed: true } });
    await bus.close();
    await expect(bus.request('s', 1, 1_000)).rejects.toThrow(RequestRefused);
    bus.announce('s', 1);
    await turn();
    expect(client.connectCount).toBe(0);
  });
});

class ScriptedClient extends ClientProxy {
  readonly announced: unknown[] = [];
  connecting: Promise<void> = Promise.resolve();
  connectCount = 0;
  readonly #answer: WritePacket;

  constructor(answer: WritePacket) {
    super();
    this.#answer = answer;
  }

  override connect(): Promise<void> {
    this.connectCount += 1;
    return this.connecting;
  }

  override close(): void {
    this.connecting = Promise.reject(new Error('closed'));
    this.connecting.catch(() => undefined);
  }

  override unwrap<T>(): T {
    return this as unknown as T;
  }

  protected override publish(_: unknown, answered: (packet: WritePacket) => void): () => void {
    answered(this.#answer);
    return () => undefined;
  }

  protected override dispatchEvent<T>(packet: { data: T }): Promise<T> {
    this.announced.push(packet.data);
    return Promise.resolve(packet.data);
  }
}

function stand({
  answer = {},
  options = {},
}: { answer?: WritePacket; options?: ClientBusOptions } = {}) {
  const lines: string[] = [];
  const logger = {
    log: (line: string) => lines.push(`log: ${line}`),
    warn: (line: string) => lines.push(`warn: ${line}`),
  };
  const client = new ScriptedClient(answer);
  return { client, lines, bus: new ClientBus(client, { logger, ...options }) };
}

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
