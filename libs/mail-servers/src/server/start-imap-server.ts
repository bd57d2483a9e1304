import { type AddressInfo, type Server, type Socket, createServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { systemClock } from '@mailhaul/kernel';
import { bindingTypes } from '../sasl/line-binding.ts';
import { MailStore } from '../store/mail-store.ts';
import type { Mailbox } from '../store/mailbox.ts';
import { chooseExtensions } from './capabilities.ts';
import { type ConnectionHost, clientCheck, serveConnection } from './connection.ts';
import type { ImapServerOptions, ServerSettings } from './server-options.ts';

/** A running server. */
export interface ImapServer {
  readonly host: string;
  readonly port: number;
  readonly store: MailStore;
  /** The user's mailbox, live: to look into and to act on beside the wire. Throws where there is none. */
  mailbox(user: string): Mailbox;
  connectionCount(): number;
  /** How many connections there were so far. */
  acceptedCount(): number;
  /** How many commands of that name (`APPEND`, `UID FETCH`) there were so far. */
  commandCount(name: string): number;
  /** Cuts all connections, as a crash would; the server goes on listening. */
  dropConnections(): void;
  /** Cuts all connections and stops listening; the store stays as it is. May be called again. */
  stop(): Promise<void>;
}

const loopback = '127.0.0.1';

/** Starts an IMAP4rev1 server (RFC 3501) on the loopback address; rejects where the port is taken. */
export async function startImapServer(options: ImapServerOptions = {}): Promise<ImapServer> {
  const settings = settingsOf(options);
  const store = options.store ?? newStore(options, settings);
  for (const mailbox of options.mailboxes ?? []) store.add(mailbox);

  const counts = new Map<string, number>();
  const sockets = new Set<Socket>();
  const usersSlots = new Map<string, number>();
  let acceptedCount = 0;

  const accept = (socket: Socket): void => {
    acceptedCount += 1;
    // A reset by the peer is a way to leave, not an error of ours.
    socket.on('error', () => socket.destroy());
    socket.setNoDelay(true);
    if (sockets.size >= settings.connectionsMax) {
      socket.end('* BYE [UNAVAILABLE] Too many connections\r\n');
      return;
    }
    sockets.add(socket);
    let user: string | undefined;
    const host: ConnectionHost = {
      settings,
      store,
      countOf: (name) => {
        const count = (counts.get(name) ?? 0) + 1;
        counts.set(name, count);
        return count;
      },
      takeUserSlot: (name) => {
        const taken = usersSlots.get(name) ?? 0;
        if (taken >= settings.connectionsPerUserMax) return false;
        usersSlots.set(name, taken + 1);
        user = name;
        return true;
      },
    };
    socket.on('close', () => {
      sockets.delete(socket);
      if (user !== undefined) usersSlots.set(user, (usersSlots.get(user) ?? 1) - 1);
    });
    void serveConnection(host, socket, acceptedCount);
  };

  const server = newServer(settings, accept);
  await listen(server, options.port ?? 0);
  const dropConnections = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    host: loopback,
    port: (server.address() as AddressInfo).port,
    store,
    mailbox: (user) => store.mailbox(user),
    connectionCount: () => sockets.size,
    acceptedCount: () => acceptedCount,
    commandCount: (name) => counts.get(name) ?? 0,
    dropConnections,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        dropConnections();
      }),
  };
}

const appendLimitDefault = 256 * 1024 * 1024;
const connectionsMaxDefault = 1000;

function settingsOf(options: ImapServerOptions): ServerSettings {
  const security = options.security ?? 'none';
  if (security !== 'none' && options.certificate === undefined) {
    throw new Error(`security ${security} needs a certificate`);
  }
  const { isBare = false, without = [], also = [] } = options;
  const withoutQuota = options.quota === undefined ? [...without, 'QUOTA' as const] : without;
  return {
    security,
    certificate: options.certificate,
    refusesPlainText: options.refusesPlainText ?? false,
    clientCa: options.clientCa,
    mechanisms: options.mechanisms ?? ['PLAIN'],
    bindings: options.bindings ?? bindingTypes,
    refusesLogin: options.refusesLogin ?? false,
    admins: options.admins ?? {},
    adminSeparator: options.adminSeparator ?? '*',
    tokens: options.tokens,
    expiredSession: options.expiredSession,
    separator: options.separator ?? '/',
    prefix: options.prefix ?? '',
    extensions: chooseExtensions({ isBare, without: withoutQuota, also }),
    quota: options.quota,
    messageLimit: options.messageLimit,
    appendLimit: options.appendLimit ?? appendLimitDefault,
    announcesAppendLimit: options.announcesAppendLimit ?? true,
    connectionsMax: options.connectionsMax ?? connectionsMaxDefault,
    connectionsPerUserMax: options.connectionsPerUserMax ?? Infinity,
    behaviours: options.behaviours ?? [],
    drip: options.drip,
    clock: options.clock ?? systemClock,
    onTrace: options.onTrace,
  };
}

function newStore(options: ImapServerOptions, settings: ServerSettings): MailStore {
  const rules = {
    isCaseInsensitive: options.isCaseInsensitive ?? false,
    missingParents: options.missingParents ?? 'folder',
  };
  return new MailStore(
    rules,
    options.firstUidValidity ?? Math.floor(settings.clock.wallMs() / 1000),
  );
}

function newServer(settings: ServerSettings, accept: (socket: Socket) => void): Server {
  if (settings.security !== 'tls' || settings.certificate === undefined)
    return createServer(accept);
  const server = createTlsServer({ ...settings.certificate, ...clientCheck(settings) }, accept);
  // A failed handshake is the client's affair.
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  return server;
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, loopback, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
