import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminPassword, type GatewayBench, startGateway } from './spec-support/gateway-bench.ts';
import { makeTenant } from './spec-support/tenant-world.ts';

describe('what is counted', () => {
  let bench: GatewayBench;
  const signIns: string[] = [];
  let streamCount = () => -1;

  beforeAll(async () => {
    bench = await startGateway({
      meter: {
        signIn: (outcome) => signIns.push(outcome),
        watchLiveStreams: (read) => (streamCount = read),
      },
    });
  });
  afterAll(() => bench.close());

  it('is each sign-in by its outcome', async () => {
    expect(signIns.splice(0)).toEqual(['accepted']);
    const signIn = (login: string, password: string) =>
      bench.client().call('POST', '/session', { body: { login, password } });
    for (let n = 0; n < 9; n += 1) await signIn('nobody', 'wrong');
    await signIn('admin', adminPassword);
    // A body that is none is no sign-in.
    expect((await signIn('', '')).status).toBeGreaterThanOrEqual(400);
    const rejected = Array.from({ length: 8 }, () => 'rejected');
    expect(signIns).toEqual([...rejected, 'limited', 'accepted']);
  });

  it('is every live stream, while it is open', async () => {
    await makeTenant(bench.admin, 'acme');
    expect(streamCount()).toBe(0);
    const response = await bench.admin.open('GET', '/tenants/acme/live');
    expect(response.status).toBe(200);
    await expect.poll(() => streamCount()).toBe(1);
    await response.body?.cancel();
    await expect.poll(() => streamCount()).toBe(0);
  });
});
