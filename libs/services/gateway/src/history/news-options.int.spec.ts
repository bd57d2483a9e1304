import { decodeEvent, handleCommand } from '@mailhaul/application';
import type { NewsOptionsAnswer, Operator } from '@mailhaul/contracts';
import {
  alertDecider,
  alertStream,
  mailerDecider,
  mailerStream,
  newsOptionsStream,
  providerTenant,
  usualNewsSettings,
} from '@mailhaul/domain';
import { systemClock, systemRandom, uuid4 } from '@mailhaul/kernel';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type GatewayBench, startGateway } from '../spec-support/gateway-bench.ts';
import { makeTenant } from '../spec-support/tenant-world.ts';

const path = '/tenants/acme/news-options';
const { options, recipients } = usualNewsSettings;
const usual = { ...options, ...recipients };

describe('what a tenant’s people are told', () => {
  let bench: GatewayBench;

  beforeAll(async () => {
    bench = await startGateway();
    await makeTenant(bench.admin, 'acme');
  });
  afterAll(() => bench.close());

  const put = (body: object) => bench.admin.call('PUT', path, { body });
  const read = () => bench.admin.must<NewsOptionsAnswer>('GET', path);
  const by = () => ({ commandId: uuid4(systemRandom), atMs: systemClock.wallMs(), actor: 'spec' });

  it('is the usual until somebody chooses, and then what was chosen', async () => {
    expect(await read()).toEqual({ ...usual, canMail: false, lastMail: {} });
    const chosen = { ...usual, hidden: ['job-finished'], to: ['ann@a.example', 'bob@a.example'] };
    expect((await put(chosen)).status).toBe(200);
    expect(await read()).toMatchObject(chosen);
  });

  it('keeps addresses out of what anybody reads in the log', async () => {
    const [last] = (
      await Array.fromAsync(bench.store.readStream(newsOptionsStream('acme')))
    ).toReversed();
    expect(JSON.stringify(last?.data)).not.toContain('ann@a.example');
    const codec = { sealer: await bench.secrets.sealers.of('acme'), upcasters: {} };
    expect(last && decodeEvent(last, codec).sealed).toMatchObject({
      to: ['ann@a.example', 'bob@a.example'],
    });
  });

  it.each([
    [{ to: ['ann@a.example\r\nBcc: eve@evil.example'] }, 'to'],
    [{ cc: ['Ann <ann@a.example>'] }, 'cc'],
    [{ bcc: ['ann@a.example; bob@a.example'] }, 'bcc'],
    [{ to: Array.from({ length: 21 }, (_, n) => `a${n}@a.example`) }, 'to'],
    [{ hidden: ['no-such-news'] }, 'hidden'],
    [{ mailed: ['job-finished', 'job-finished'] }, 'mailed'],
    [{ shown: { good: 200, bad: 5 } }, 'shown'],
    [{ everyMinutes: { good: 0, bad: 5 } }, 'everyMinutes'],
    [{ everyMinutes: { good: 60, bad: 10_081 } }, 'everyMinutes'],
    [{ from: 'eve@evil.example' }, 'from'],
  ])('refuses %j and names the field', async (wrong, field) => {
    const before = await read();
    const answer = await put({ ...usual, ...wrong });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(field);
    expect(await read()).toEqual(before);
  });

  it('counts what is hidden only for whoever asks for all', async () => {
    await raise();
    expect(await bench.admin.must('GET', '/tenants/acme/news/counts')).toEqual({ good: 1, bad: 0 });
    const shown = '/tenants/acme/news/counts?shown=true';
    expect(await bench.admin.must('GET', shown)).toEqual({ good: 0, bad: 0 });
    await put(usual);
    expect(await bench.admin.must('GET', shown)).toEqual({ good: 1, bad: 0 });
  });

  it('says whether mails can go out, as who mails has told', async () => {
    const sealer = await bench.secrets.sealers.of(providerTenant);
    await handleCommand(
      { store: bench.store, sealer, stream: mailerStream, decider: mailerDecider },
      { kind: 'TellMailer', ...by(), canMail: true },
    );
    expect((await read()).canMail).toBe(true);
  });

  it('is for operators to choose, and for viewers to read', async () => {
    const body = {
      ...{ login: 'vic', name: 'Vic', password: 'a long enough password' },
      roles: [{ tenant: 'acme', role: 'viewer' }],
    };
    await bench.admin.must<Operator>('POST', '/operators', { body });
    const viewer = bench.client();
    await viewer.signIn('vic', body.password);
    await viewer.changePassword(body.password, 'another long password');
    expect((await viewer.call('GET', path)).status).toBe(200);
    expect((await viewer.call('PUT', path, { body: usual })).status).toBe(403);
  });

  async function raise(): Promise<void> {
    const id = uuid4(systemRandom);
    const sealer = await bench.secrets.sealers.of('acme');
    await handleCommand(
      { store: bench.store, sealer, stream: alertStream('acme', id), decider: alertDecider },
      { kind: 'RaiseAlert', ...by(), facts: { tone: 'good', about: 'job-finished', jobId: id } },
    );
    await vi.waitUntil(() => bench.readStore.get('news', { tenant: 'acme', id }));
  }
});
