import { randomBytes } from 'node:crypto';
import { readConfig } from '@mailhaul/config';
import { systemRandom, uuid4 } from '@mailhaul/kernel';
import { startEventStoreDouble } from '@mailhaul/testing/eventstoredb';
import { startMongo } from '@mailhaul/testing/servers';
import { describeWithServer } from '@mailhaul/testing/specs';
import { expect, it, onTestFinished } from 'vitest';
import { openStores } from './open-stores.ts';
import { noWaiting } from './waiting.ts';

describeWithServer('mongo', 'stores on servers', () => {
  it('are not opened where the log is sealed and the keys are gone, in words that say what to do', async () => {
    const events = await startEventStoreDouble();
    onTestFinished(() => events.stop());
    const mongo = await startMongo();
    onTestFinished(() => mongo.kill());
    const configFor = (database: string) => {
      const read = readConfig({
        MAILHAUL_EVENT_STORE: events.url,
        MAILHAUL_READ_STORE: `${mongo.url}/read`,
        MAILHAUL_SECRET_STORE: `${mongo.url}/${database}`,
        MAILHAUL_MASTER_KEY: randomBytes(32).toString('base64'),
      });
      if (!read.ok) throw new Error(read.problems.join());
      return read.config;
    };
    const config = configFor('secrets');
    const first = await openStores(config, noWaiting);
    await first.secrets.sealers.of('provider');
    const event = { id: uuid4(systemRandom), type: 'OperatorAdded', data: {} };
    await first.events.append('operator-provider.one', [event], 'no-stream');
    await first.close();
    await (await openStores(config, noWaiting)).close();
    await expect(openStores(configFor('elsewhere'), noWaiting)).rejects.toThrow(
      'The secret store is empty, and the event log was sealed with the keys in it',
    );
  });
});
