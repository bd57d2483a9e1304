import { startEwsServer, startImapServer } from '@mailhaul/mail-servers';
import { expect, it, onTestFinished } from 'vitest';
import {
  defineConnection,
  endStatuses,
  importRows,
  loopbackSettings,
  makeJob,
  makeTenant,
  order,
  untilPairs,
} from '../support/api-steps.ts';
import { mails } from '../support/numbered-mail.ts';
import { openSystem } from '../support/system-stage.ts';

const ann = 'ann@example.com';
const password = 'hers';
const backOffMs = 8_000;

it('a mailbox whose Exchange asks to wait is shown as waiting, until when, and then goes on', async () => {
  const imap = await startImapServer({
    mailboxes: [{ user: ann, password, folders: [{ path: ['INBOX'], messages: mails(1, 60) }] }],
  });
  const asked: number[] = [];
  let refusedMs = Infinity;
  const exchange = await startEwsServer({
    mailboxes: [{ address: ann, password }],
    mime: 'kept',
    onRequest: ({ operation }) => {
      const nowMs = Date.now();
      if (refusedMs !== Infinity) asked.push(nowMs);
      else if (operation === 'CreateItem') {
        refusedMs = nowMs;
        return { kind: 'fault', fault: { code: 'ErrorServerBusy', backOffMs } };
      }
      return undefined;
    },
  });
  const system = await openSystem();
  onTestFinished(async () => {
    await system.close();
    await Promise.all([imap.stop(), exchange.stop()]);
  });
  const { client } = system;
  const tenant = await makeTenant(client);
  const source = await defineConnection(client, tenant, loopbackSettings('Old', imap.port));
  const target = await defineConnection(
    client,
    tenant,
    loopbackSettings('New', exchange.port, { kind: 'exchange' }),
  );
  const path = await makeJob(client, { tenant, name: 'To Exchange', source, target });
  await importRows(client, path, [
    { source: ann, target: ann, sourcePassword: password, targetPassword: password },
  ]);
  await order(client, 'startJob', path);
  const [waiting] = await untilPairs(client, path, { statuses: ['waiting'] });
  expect(waiting?.reason).toBe('server-asked-to-wait');
  expect(waiting?.until).toBeGreaterThanOrEqual(refusedMs + backOffMs);
  const [done] = await untilPairs(client, path, { statuses: endStatuses });
  expect(done).toMatchObject({ migrated: 60, failed: 0 });
  expect(exchange.mailbox(ann).distinguished('inbox').items).toHaveLength(60);
  expect(Math.min(...asked)).toBeGreaterThanOrEqual(refusedMs + backOffMs);
}, 90_000);
