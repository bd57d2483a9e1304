import { connectorConformance } from '@mailhaul/connector-conformance';
import { type ImapServerOptions, startImapServer } from '@mailhaul/mail-servers';
import { imapConnector } from './imap-connector.ts';
import { bareClaims, fullClaims } from './spec-support/imap-claims.ts';

const largest = 256 * 1024 * 1024;
const claims: typeof fullClaims = { ...fullClaims, itemBytesMax: largest };

function againstOurs(name: string, options: ImapServerOptions, expected = claims): void {
  connectorConformance({
    name: `our server, ${name}`,
    expected,
    create: async () => {
      const [user, password] = ['ann', 'secret'];
      const server = await startImapServer({ mailboxes: [{ user, password }], ...options });
      const { host, port } = server;
      const connector = imapConnector({ host, port, security: 'none', user, password });
      return { connector, dispose: () => server.stop() };
    },
  });
}

againstOurs('as it is', {});
againstOurs('. and INBOX.', { separator: '.', prefix: 'INBOX.' });
againstOurs(
  'without UIDPLUS',
  { without: ['UIDPLUS'] },
  { ...claims, returnsIdOnWrite: false, removesItems: false },
);
againstOurs(
  'without MULTIAPPEND',
  { without: ['MULTIAPPEND'] },
  { ...claims, writesBatches: false },
);
againstOurs('without LITERAL+', { without: ['LITERAL+'] });
againstOurs('with LITERAL-', { without: ['LITERAL+'], also: ['LITERAL-'] });
againstOurs('without LIST-STATUS', { without: ['LIST-STATUS', 'STATUS=SIZE'] });
againstOurs('without LIST-EXTENDED and NAMESPACE', { without: ['LIST-EXTENDED', 'NAMESPACE'] });
againstOurs('without CONDSTORE', { without: ['CONDSTORE'] }, { ...claims, reportsDeltas: false });
againstOurs(
  'with a small APPENDLIMIT',
  { appendLimit: 3_000_000 },
  { ...claims, itemBytesMax: 3_000_000 },
);
againstOurs('of RFC 3501 only', { isBare: true }, bareClaims);
againstOurs('parents that hold no mail', { missingParents: 'noselect' });
