import type { ConnectionDraft } from './connection-draft.ts';

export interface Preset {
  readonly id: string;
  readonly label: string;
  /** What a person must have at hand. */
  readonly note: string;
  readonly values: Partial<ConnectionDraft>;
}

const imap = { kind: 'imap', isFound: false } as const;
/** Exchange speaks nothing else. */
const exchange = { kind: 'exchange', login: '', security: 'tls', port: '' } as const;

/** What is the same for everybody who uses that system. */
export const presets: readonly Preset[] = [
  {
    id: 'imap',
    label: 'Any IMAP server',
    note: 'Host name, and an account that opens all mailboxes or the password of each.',
    values: { ...imap, auth: '', oauthEndpoint: '' },
  },
  {
    id: 'dovecot',
    label: 'Dovecot with a master user',
    note: 'A master user of the server: it signs in as mailbox*master and needs no mailbox password.',
    values: {
      ...imap,
      ...{ signIn: 'admin', login: '{mailbox}*master', auth: '', oauthEndpoint: '' },
    },
  },
  {
    id: 'exchange',
    label: 'Exchange Server',
    note: 'Exchange 2010 SP1 or later, or a hoster’s. One account with the role ApplicationImpersonation, or the password of each mailbox.',
    values: { ...exchange, signIn: 'admin', auth: '', oauthEndpoint: '' },
  },
  {
    id: 'office365',
    label: 'Office 365 (Exchange Online)',
    note: 'An app registration in Microsoft Entra with full_access_as_app, its secret and tenant id.',
    values: {
      ...{ ...exchange, kind: 'office365', isFound: false, path: '' },
      ...{ host: 'outlook.office365.com', signIn: 'admin' },
      ...{ auth: 'oauth', oauthEndpoint: 'microsoft' },
    },
  },
  {
    id: 'google',
    label: 'Gmail, with access tokens',
    note: 'An OAuth client of the Google project and a refresh token.',
    values: {
      ...imap,
      ...{ host: 'imap.gmail.com', port: '993', security: 'tls', signIn: 'mailbox' },
      ...{ auth: 'xoauth2', oauthEndpoint: 'google', mailboxesMax: '10' },
    },
  },
  {
    id: 'gmail-app',
    label: 'Gmail, with app passwords',
    note: 'An app password of each mailbox; Google gives them only where two-step sign-in is on.',
    values: {
      ...imap,
      ...{ host: 'imap.gmail.com', port: '993', security: 'tls', signIn: 'mailbox' },
      ...{ auth: '', oauthEndpoint: '' },
    },
  },
  {
    id: 'microsoft',
    label: 'Exchange Online over IMAP',
    note: 'An app registration in Microsoft Entra with IMAP.AccessAsApp, its secret and tenant id.',
    values: {
      ...imap,
      ...{ host: 'outlook.office365.com', port: '993', security: 'tls', signIn: 'admin' },
      ...{ auth: 'xoauth2', oauthEndpoint: 'microsoft' },
    },
  },
];
