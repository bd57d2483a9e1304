import { connectorConformance } from '@mailhaul/connector-conformance';
import {
  anyUserPassword,
  type DovecotOptions,
  type DovecotServer,
  startDovecot,
} from '@mailhaul/testing/servers';
import { describeWithServer } from '@mailhaul/testing/specs';
import { afterAll, beforeAll } from 'vitest';
import { imapConnector } from './imap-connector.ts';
import { bareClaims, fullClaims } from './spec-support/imap-claims.ts';

const bareCapability = 'IMAP4rev1 NAMESPACE';
let userCount = 0;

function againstDovecot(name: string, options: DovecotOptions, expected = fullClaims): void {
  describeWithServer('dovecot', name, () => {
    let server: DovecotServer;
    beforeAll(async () => {
      server = await startDovecot(options);
    });
    afterAll(() => server.stop());
    connectorConformance({
      name,
      expected,
      create: () => {
        const { host, certificate: ca } = server;
        const security =
          options.tls !== true ? 'none' : name.includes('STARTTLS') ? 'starttls' : 'tls';
        const port = (security === 'tls' ? server.tlsPort : server.port) ?? 0;
        const user = `user${(userCount += 1)}`;
        const connector = imapConnector({
          host,
          port,
          security,
          user,
          password: anyUserPassword,
          ...(ca === undefined ? {} : { ca }),
        });
        return Promise.resolve({ connector, dispose: () => Promise.resolve() });
      },
      waived: {
        'hostile: bare CR and bare LF come back as they were sent': {
          reason:
            'Dovecot sends every line end as CRLF; the connector gives what the server serves',
          date: '2026-11-23',
        },
      },
    });
  });
}

againstDovecot('Dovecot, Maildir, / and no prefix', {});
againstDovecot('Dovecot, Maildir, . and INBOX.', { separator: '.', prefix: 'INBOX.' });
againstDovecot('Dovecot over TLS', { tls: true });
againstDovecot('Dovecot over STARTTLS', { tls: true, requiresTls: true });
againstDovecot('Dovecot, sdbox', { format: 'sdbox' });
againstDovecot('Dovecot without extensions', { capability: bareCapability }, bareClaims);
againstDovecot(
  'Dovecot with LITERAL+ only',
  { capability: `${bareCapability} LITERAL+` },
  bareClaims,
);
