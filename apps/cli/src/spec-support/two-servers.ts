import {
  type FolderSpec,
  type ImapServer,
  type ImapServerOptions,
  startImapServer,
} from '@mailhaul/mail-servers';

export interface TwoServers {
  readonly source: ImapServer;
  readonly target: ImapServer;
  /** `imap://user:password@127.0.0.1:port?security=none`; without a password where none is given. */
  url(side: 'source' | 'target', user: string, password?: string): string;
  stop(): Promise<void>;
}

/** The password of every user of these servers. */
export const sharedPassword = 'correct horse';

export interface TwoServersOptions {
  readonly users: readonly string[];
  /** Messages in each user's INBOX; a third as many are in Archive/2024. */
  readonly messageCount: number;
  readonly messageBytes?: number;
  /** Folders beside INBOX and Archive/2024. */
  readonly folders?: readonly FolderSpec[];
  readonly source?: Partial<ImapServerOptions>;
  readonly target?: Partial<ImapServerOptions>;
}

/** A filled source and an empty target with the same users, on loopback. */
export async function startTwoServers(options: TwoServersOptions): Promise<TwoServers> {
  const { users, messageCount, messageBytes = 2000 } = options;
  const mailboxes = users.map((user) => ({
    user,
    password: sharedPassword,
    folders: [
      { path: ['INBOX'], messages: messages(user, messageCount, messageBytes) },
      {
        path: ['Archive', '2024'],
        messages: messages(`${user}/archive`, Math.ceil(messageCount / 3), messageBytes),
      },
      ...(options.folders ?? []),
    ],
  }));
  const source = await startImapServer({ mailboxes, ...options.source });
  const target = await startImapServer({
    mailboxes: users.map((user) => ({ user, password: sharedPassword })),
    ...options.target,
  });
  const servers = { source, target };
  return {
    ...servers,
    url(side, user, password) {
      const secret = password === undefined ? '' : `:${encodeURIComponent(password)}`;
      const { host, port } = servers[side];
      return `imap://${encodeURIComponent(user)}${secret}@${host}:${port}?security=none`;
    },
    async stop() {
      await Promise.all([source.stop(), target.stop()]);
    },
  };
}

/** Bodies of one user's folder at that server, sorted: equal lists mean nothing lost and nothing doubled. */
export function bodiesOf(server: ImapServer, user: string, path: readonly string[]): string[] {
  return server
    .mailbox(user)
    .messages(path)
    .map(({ bytes }) => bytes.toString('latin1'))
    .toSorted();
}

function messages(seed: string, count: number, bytes: number): { bytes: string }[] {
  return Array.from({ length: count }, (_, index) => {
    const head = `From: sender@example.com\r\nSubject: ${seed} ${index}\r\nMessage-ID: <${index}.${seed}@example.com>\r\n\r\n`;
    return { bytes: `${head}${'x'.repeat(Math.max(0, bytes - head.length - 2))}\r\n` };
  });
}
