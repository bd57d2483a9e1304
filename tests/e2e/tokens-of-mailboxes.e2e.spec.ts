import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { systemClock } from '@mailhaul/kernel';
import { startImapServer, TokenIssuer } from '@mailhaul/mail-servers';
import { makeCertificate } from '@mailhaul/testing';
import { afterEach, describe, expect, it } from 'vitest';
import {
  defineConnection,
  endStatuses,
  freshKey,
  loopbackSettings,
  makeJob,
  makeTenant,
  order,
  untilPairs,
} from '../support/api-steps.ts';
import { CleanUps } from '../support/clean-ups.ts';
import { mails } from '../support/numbered-mail.ts';
import { openSystem } from '../support/system-stage.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const password = 'at the target';
/** Whose refresh token each is. */
const owners: Readonly<Record<string, string>> = {
  '1//refresh-canary-of-ann': 'ann',
  '1//refresh-canary-of-bob': 'bob',
};

describe('refresh tokens of mailboxes, from a CSV', () => {
  const cleanUps = new CleanUps();
  afterEach(() => cleanUps.run());

  it(
    'sign each mailbox in as itself, and are nowhere to be read',
    { timeout: 120_000 },
    async () => {
      const certificate = cleanUps.keep(temporaryFolder('certificate'), (one) => one.remove());
      makeCertificate(certificate.path);
      const certFile = join(certificate.path, 'cert.pem');
      const tls = {
        key: readFileSync(join(certificate.path, 'key.pem'), 'utf8'),
        cert: readFileSync(certFile, 'utf8'),
      };
      const tokens = new TokenIssuer(systemClock);
      const asked: string[] = [];
      const endpoint = createServer(tls, (request, response) => {
        let body = '';
        request.setEncoding('utf8').on('data', (piece: string) => (body += piece));
        request.on('end', () => {
          const refresh = new URLSearchParams(body).get('refresh_token') ?? '';
          asked.push(refresh);
          const user = owners[refresh];
          response.writeHead(user === undefined ? 400 : 200, {
            'content-type': 'application/json',
          });
          const answer =
            user === undefined
              ? { error: 'invalid_grant' }
              : { access_token: tokens.issue(user), expires_in: 3600 };
          response.end(JSON.stringify(answer));
        });
      });
      await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
      cleanUps.keep(endpoint, (one) => {
        one.close();
        one.closeAllConnections();
      });
      const inbox = (from: number) => [{ path: ['INBOX'], messages: mails(from, from + 3) }];
      const source = cleanUps.keep(
        await startImapServer({
          ...{ tokens, mechanisms: ['XOAUTH2'] },
          mailboxes: [
            { user: 'ann', password: 'unused', folders: inbox(1) },
            { user: 'bob', password: 'unused', folders: inbox(11) },
          ],
        }),
        (one) => one.stop(),
      );
      const target = cleanUps.keep(
        await startImapServer({ mailboxes: ['ann', 'bob'].map((user) => ({ user, password })) }),
        (one) => one.stop(),
      );
      const system = cleanUps.keep(
        await openSystem({ environment: { NODE_EXTRA_CA_CERTS: certFile } }),
        (one) => one.close(),
      );
      const { client } = system;
      const tenant = await makeTenant(client);
      const { port } = endpoint.address() as AddressInfo;
      const oauth = { endpoint: `https://localhost:${port}/token`, clientId: 'mailhaul' };
      const from = await defineConnection(
        client,
        tenant,
        loopbackSettings('By tokens', source.port, { auth: 'xoauth2', oauth }),
      );
      const to = await defineConnection(client, tenant, loopbackSettings('New', target.port));
      const path = await makeJob(client, { tenant, name: 'Tokens', source: from, target: to });
      const rows = Object.entries(owners).map(([token, user]) => [user, user, token, password]);
      const head = ['source', 'target', 'source_token', 'target_password'];
      const body = [head, ...rows].map((cells) => cells.join(';')).join('\n');
      await client.call('importPairs', { path, body, idempotencyKey: freshKey() });
      await order(client, 'startJob', path);
      const pairs = await untilPairs(client, path, { statuses: endStatuses });
      expect(pairs.map(({ migrated }) => migrated)).toEqual([4, 4]);
      expect(new Set(asked)).toEqual(new Set(Object.keys(owners)));
      const answers = JSON.stringify(pairs) + (await client.call('jobReport', { path }));
      expect(answers + system.output()).not.toContain('refresh-canary');
      await system.app.stop();
      for (const file of readdirSync(system.dataFolder, { recursive: true, withFileTypes: true })) {
        if (!file.isFile()) continue;
        const bytes = readFileSync(join(file.parentPath, file.name));
        expect(bytes.includes('refresh-canary'), file.name).toBe(false);
      }
    },
  );
});
