import type { Connection } from '@mailhaul/contracts';
import type { Change } from '../jobs/job-changes.tsx';
import { type ConnectionDraft, draftOf, secretsOf, settingsOf } from './connection-draft.ts';

type Shown = Exclude<keyof ConnectionDraft, (typeof secretFields)[number][0]>;

const secretFields = [
  ['password', 'Password of the account'],
  ['clientSecret', 'Client secret'],
  ['refreshToken', 'Refresh token'],
  ['directoryPassword', 'Password of the reader'],
] as const;

/** As the form calls them, in its order. */
const labels: Readonly<Record<Shown, string>> = {
  kind: 'What is spoken there',
  ...{ name: 'Name', isFound: 'Autodiscover', host: 'Host', port: 'Port' },
  ...{ foundHosts: 'May lead to', path: 'Path', security: 'Encryption' },
  ...{ signIn: 'Who signs in', adminUser: 'Account', access: 'How it opens the mailboxes' },
  ...{ mailboxKind: 'What the mailboxes are', auth: 'Way of signing in' },
  login: 'How the user is written',
  ...{ oauthEndpoint: 'Who gives the tokens', oauthTenant: 'Tenant', clientId: 'Client ID' },
  scope: 'Scope',
  ...{ hasDirectory: 'Directory', directoryHost: 'Host of the directory' },
  ...{ directoryPort: 'Port of the directory', directorySecurity: 'Encryption of the directory' },
  ...{ directoryBase: 'Where the search begins', directoryUser: 'Reader' },
  ...{ directoryCa: 'Certificate of the directory’s authority' },
  directoryPin: 'Pinned certificate of the directory',
  ...{ mailboxesMax: 'Mailboxes at the same time', megabytesPerSecond: 'Megabytes a second' },
  ...{ operationsPerSecond: 'Commands a second', workerTag: 'Worker tag' },
  ...{ ca: 'Certificate of the authority', pin: 'Pinned certificate' },
};

/** What no pass has to do with, and what the scheduler looks at when it grants work. */
const atOnce: readonly string[] = ['name'];
const atGrant: readonly string[] = ['mailboxesMax', 'workerTag'];

/** What saving a connection changes. Secrets are only said to be others; a certificate is long and is not shown. */
export function connectionChanges(saved: Connection, draft: ConnectionDraft): readonly Change[] {
  const before = draftOf(saved);
  if (JSON.stringify(settingsOf(before)) === JSON.stringify(settingsOf(draft)))
    return secretChanges(draft);
  const fields = Object.keys(labels) as Shown[];
  const changed = fields.filter((field) => textOf(before, field) !== textOf(draft, field));
  return [
    ...changed.map((field) => ({
      label: labels[field],
      before: textOf(before, field) || '–',
      after: textOf(draft, field) || '–',
      from: fromOf(field),
    })),
    ...secretChanges(draft),
  ];
}

function fromOf(field: Shown): string {
  if (atOnce.includes(field)) return 'at once';
  if (atGrant.includes(field)) return 'the next free slot';
  return field.startsWith('directory') || field === 'hasDirectory'
    ? 'the next search'
    : 'the next pass';
}

function secretChanges(draft: ConnectionDraft): readonly Change[] {
  const typed = secretsOf(draft);
  return secretFields.flatMap(([field, label]) =>
    typed[field] === undefined
      ? []
      : [
          {
            ...{ label, before: 'as it is', after: 'typed anew' },
            from: field === 'directoryPassword' ? 'the next search' : 'the next pass',
          },
        ],
  );
}

function textOf(draft: ConnectionDraft, field: Shown): string {
  const value = draft[field];
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  const text = (value ?? '').trim();
  const isCertificate = field === 'ca' || field === 'directoryCa';
  return isCertificate && text !== ''
    ? `…${text.replaceAll(/\s|-+END[^-]*-+/gu, '').slice(-12)}`
    : text;
}
