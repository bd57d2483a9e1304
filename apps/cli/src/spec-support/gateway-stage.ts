import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InProcessClient, InProcessHub, InProcessServer } from '@mailhaul/bus-inprocess';
import { ClientBus } from '@mailhaul/bus-nest';
import { collections } from '@mailhaul/contracts';
import { MemoryEventStore } from '@mailhaul/event-store-memory';
import { GatewayModule } from '@mailhaul/gateway-service';
import { systemClock, systemRandom } from '@mailhaul/kernel';
import { SqliteReadStore } from '@mailhaul/read-store-sqlite';
import { ReportingModule } from '@mailhaul/reporting-service';
import { SqliteSecrets } from '@mailhaul/secrets';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { onTestFinished } from 'vitest';
import { type CliRun, startCli } from './run-cli.ts';

const adminPassword = 'correct horse battery';

export interface GatewayStage {
  readonly folder: string;
  readonly url: string;
  readonly token: string;
  run(...args: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }>;
  begin(...args: readonly string[]): CliRun;
}

/** The real gateway and its read models in this process, and the command line with a token for it. */
export async function gatewayStage(): Promise<GatewayStage> {
  const folder = await mkdtemp(join(tmpdir(), 'mailhaul-cli-gateway-'));
  const store = new MemoryEventStore({ clock: systemClock });
  const readStore = await SqliteReadStore.open({ path: ':memory:', collections });
  const { secrets, sealers, sessions, ...opened } = openSecrets(folder);
  const hub = new InProcessHub();
  const bus = new ClientBus(new InProcessClient(hub));
  const common = { bus, clock: systemClock, random: systemRandom };
  const gateway = GatewayModule.with({
    ...{ ...common, store, readStore, secrets, sealers, sessions },
    ...{ version: '0', publicUrl: 'http://127.0.0.1', adminPassword },
  });
  const reporting = ReportingModule.with({
    ...{ ...common, events: store, documents: readStore, sealers },
    onTrouble: (error) => {
      console.error(error);
    },
  });
  class StageModule {}
  Module({ imports: [gateway, reporting] })(StageModule);
  const app = await NestFactory.create(StageModule, {
    bodyParser: false,
    forceCloseConnections: true,
    logger: ['error'],
  });
  app.connectMicroservice({ strategy: new InProcessServer(hub, 'gateway') });
  await app.startAllMicroservices();
  await app.listen(0, '127.0.0.1');
  const { port } = (app.getHttpServer() as { address(): AddressInfo }).address();
  const url = `http://127.0.0.1:${port}`;
  onTestFinished(async () => {
    await app.close();
    await bus.close();
    await readStore.close();
    opened.close();
    await rm(folder, { recursive: true });
  });
  const token = await issueToken(`${url}/api/v1`);
  const tokenFile = join(folder, 'token');
  await writeFile(tokenFile, `${token}\n`, { mode: 0o600 });
  // Before the verb, so that a spec may say another one behind it.
  const begin = (noun = '', ...rest: readonly string[]) =>
    startCli([noun, '--token-file', tokenFile, ...rest], { environment: { MAILHAUL_SERVER: url } });
  return {
    ...{ folder, url, token, begin },
    async run(...args) {
      const run = begin(...args);
      const { code } = await run.ended;
      return { code, stdout: run.stdout(), stderr: run.stderr() };
    },
  };
}

function openSecrets(folder: string) {
  const opened = SqliteSecrets.open({
    path: join(folder, 'secrets.sqlite'),
    masterKey: { file: join(folder, 'master.key') },
  });
  const { secrets, sealers, sessions } = opened;
  return { secrets, sealers, sessions, close: () => opened.close() };
}

/** As a person does it in the console. */
async function issueToken(base: string): Promise<string> {
  const json = { 'content-type': 'application/json' };
  const signedIn = await fetch(`${base}/session`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ login: 'admin', password: adminPassword }),
  });
  const { csrf } = (await signedIn.json()) as { csrf: string };
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  const issued = await fetch(`${base}/session/tokens`, {
    method: 'POST',
    headers: { ...json, cookie, 'x-csrf-token': csrf },
    body: JSON.stringify({ label: 'spec', scopes: ['read', 'operate', 'administer'] }),
  });
  const { token } = (await issued.json()) as { token: string };
  return token;
}
