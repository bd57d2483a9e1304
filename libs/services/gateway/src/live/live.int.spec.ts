import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Operator, subjects } from '@mailhaul/contracts';
import type { ApiClient } from '../spec-support/api-client.ts';
import { type GatewayBench, startGateway } from '../spec-support/gateway-bench.ts';
import { makeJob, makeTenant, type TenantWorld } from '../spec-support/tenant-world.ts';

interface Frame {
  readonly id: string | undefined;
  readonly data: {
    readonly kind: string;
    readonly topic?: string;
    readonly ids?: readonly string[];
  };
}

/** Reads an event stream until it is closed. */
class Listener {
  readonly frames: Frame[] = [];
  beats = 0;
  isEnded = false;
  readonly #stop = new AbortController();
  #text = '';

  async open(client: ApiClient, tenant: string, lastEventId?: string): Promise<number> {
    const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
    const response = await client.open('GET', `/tenants/${tenant}/live`, { headers });
    if (response.ok) void this.#read(response).catch(() => (this.isEnded = true));
    return response.status;
  }

  close(): void {
    this.#stop.abort();
  }

  async #read(response: Response): Promise<void> {
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    this.#stop.signal.addEventListener('abort', () => void reader?.cancel());
    for (;;) {
      const one = await reader?.read();
      if (one === undefined || one.done) break;
      this.#text += one.value;
      const parts = this.#text.split('\n\n');
      this.#text = parts.pop() ?? '';
      parts.forEach((part) => {
        this.#take(part);
      });
    }
    this.isEnded = true;
  }

  #take(part: string): void {
    const line = (name: string) =>
      part
        .split('\n')
        .find((one) => one.startsWith(`${name}: `))
        ?.slice(name.length + 2);
    const data = line('data');
    if (part === ':') this.beats += 1;
    if (data !== undefined)
      this.frames.push({ id: line('id'), data: JSON.parse(data) as Frame['data'] });
  }
}

describe('live changes', () => {
  let bench: GatewayBench;
  let admin: ApiClient;
  let world: TenantWorld;
  const open: Listener[] = [];
  beforeAll(async () => {
    bench = await startGateway({
      limits: { liveHeartbeatMs: 100, liveFramesMax: 40, liveStreamsMax: 3 },
    });
    ({ admin } = bench);
    world = await makeTenant(admin, 'acme');
    await makeTenant(admin, 'other');
  });
  afterAll(() => bench.close());

  async function listen(client = admin, lastEventId?: string, tenant = 'acme'): Promise<Listener> {
    const listener = new Listener();
    expect(await listener.open(client, tenant, lastEventId)).toBe(200);
    open.push(listener);
    return listener;
  }
  const announce = (position: number, tenant = 'acme', ids = ['x']) => {
    bench.hub.announce(
      subjects.changed,
      JSON.stringify({ data: { tenant, topic: 'jobs', ids, position: String(position) } }),
    );
  };

  it('tells what changed in its tenant and nothing of others, with a heartbeat', async () => {
    const [own, other] = [await listen(), await listen(admin, undefined, 'other')];
    const { id } = await makeJob(admin, world, 'Seen live');
    await expect
      .poll(() => own.frames.some(({ data }) => data.topic === 'jobs' && data.ids?.includes(id)))
      .toBe(true);
    await expect.poll(() => own.beats).toBeGreaterThan(1);
    expect(other.frames).toEqual([]);
    [own, other].forEach((one) => {
      one.close();
    });
  });

  it('resumes behind the last event, and resets whom it cannot', async () => {
    announce(1000);
    announce(1001, 'acme', ['a']);
    announce(1001, 'acme', ['b']);
    announce(1002, 'other');
    const resumed = await listen(admin, '1001');
    await expect.poll(() => resumed.frames.map(({ data }) => data.ids)).toEqual([['a'], ['b']]);
    resumed.close();
    for (let n = 0; n < 60; n += 1) announce(2000 + n);
    // The last is of another log: no such place was ever told.
    for (const id of ['1001', 'nonsense', '99999999999999999999']) {
      const late = await listen(admin, id);
      await expect.poll(() => late.frames.map(({ data }) => data.kind)).toEqual(['reset']);
      late.close();
    }
  });

  it('keeps hints that are none to itself', async () => {
    const own = await listen();
    bench.hub.announce(
      subjects.changed,
      JSON.stringify({ data: { tenant: 'acme', topic: 'passwords', position: 'x' } }),
    );
    announce(3000, 'acme', ['after']);
    await expect.poll(() => own.frames.map(({ data }) => data.ids)).toEqual([['after']]);
    own.close();
  });

  it('bounds the streams of a session', async () => {
    const client = bench.client();
    await client.signIn('admin', 'correct horse battery');
    const three = [await listen(client), await listen(client), await listen(client)];
    expect(await new Listener().open(client, 'acme')).toBe(429);
    three[0]?.close();
    await expect
      .poll(async () => {
        const again = new Listener();
        const status = await again.open(client, 'acme');
        again.close();
        return status;
      })
      .toBe(200);
    three.forEach((one) => {
      one.close();
    });
  });

  it('bounds the streams of everybody', async () => {
    const few = await startGateway({ limits: { liveStreamsInAllMax: 1 } });
    try {
      await makeTenant(few.admin, 'acme');
      const client = few.client();
      await client.signIn('admin', 'correct horse battery');
      const first = new Listener();
      expect(await first.open(few.admin, 'acme')).toBe(200);
      expect(await new Listener().open(client, 'acme')).toBe(429);
      first.close();
    } finally {
      await few.close();
    }
  });

  it('ends with its session', async () => {
    const client = bench.client();
    await client.signIn('admin', 'correct horse battery');
    const stream = await listen(client);
    await client.call('DELETE', '/session');
    await expect.poll(() => stream.isEnded).toBe(true);
  });
});

describe('rights that end while a live stream is open', () => {
  let bench: GatewayBench;
  beforeAll(async () => {
    // No heartbeat comes in time to help.
    bench = await startGateway({ limits: { liveHeartbeatMs: 600_000 } });
    await makeTenant(bench.admin, 'acme');
  });
  afterAll(() => bench.close());

  async function person(login: string) {
    const first = 'a first password';
    const roles = [{ tenant: 'acme', role: 'viewer' }];
    const { id } = await bench.admin.must<Operator>('POST', '/operators', {
      body: { login, name: login, roles, password: first },
    });
    const client = bench.client();
    await client.signIn(login, first);
    await client.changePassword(first, 'a password of mine');
    const stream = new Listener();
    expect(await stream.open(client, 'acme')).toBe(200);
    const all = await bench.admin.must<Operator[]>('GET', '/operators');
    const revision = all.find((one) => one.id === id)?.revision ?? 0;
    return { id, client, stream, revision };
  }

  it.each<[string, (of: Awaited<ReturnType<typeof person>>) => Promise<unknown>]>([
    ['removed', ({ id, revision }) => bench.admin.must('DELETE', `/operators/${id}`, { revision })],
    [
      'without-role',
      ({ id, revision }) =>
        bench.admin.must('PUT', `/operators/${id}/roles`, { body: { roles: [] }, revision }),
    ],
    ['signed-out', ({ client }) => client.must('DELETE', '/session')],
    [
      'password-changed',
      ({ client }) => client.changePassword('a password of mine', 'another one of mine'),
    ],
  ])('ends it at once: %s', async (login, end) => {
    const of = await person(login);
    await end(of);
    await expect.poll(() => of.stream.isEnded).toBe(true);
  });
});
