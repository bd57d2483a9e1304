import { type EwsServer, startEwsServer, startImapServer } from '@mailhaul/mail-servers';
import type { CopySides } from '../copier.ts';
import { type Direction, directionOf, type DirectionName, type ServerMood } from './directions.ts';
import { openExchangeLine } from './exchange-line.ts';
import { openImapLine } from './imap-line.ts';
import { putItems } from './source-items.ts';
import { mailFolders, putMail, sourceMail } from './source-mail.ts';
import { type Inventory, inventoryOfExchange, inventoryOfImap } from './stored.ts';
import type { TargetLine } from './target-line.ts';

const [user, password] = ['ann@example.com', 'secret'];
const host = '127.0.0.1';

/** A source that is filled, for all trials of one direction. */
export interface ExchangeStage {
  readonly name: DirectionName;
  readonly expected: Inventory;
  /** A new target with a line in front of it. */
  openTrial(): Promise<TrialStage>;
  stop(): Promise<void>;
}

export interface TrialStage {
  readonly sides: CopySides;
  readonly line: TargetLine;
  inventory(): Inventory;
  stop(): Promise<void>;
}

interface Side {
  readonly port: number;
  readonly url: (port: number) => string;
  inventory(): Inventory;
  stop(): Promise<void>;
}

export async function openExchangeStage(
  name: DirectionName,
  { mood, seed }: { readonly mood: ServerMood; readonly seed: number },
): Promise<ExchangeStage> {
  const direction = directionOf(name, mood);
  const source = await openSource(name, direction, seed);
  return {
    name,
    expected: source.inventory(),
    async openTrial() {
      const target = await openSide(name, direction.target);
      const open = direction.target === 'imap' ? openImapLine : openExchangeLine;
      const line = await open(target.port);
      return {
        sides: { source: source.url(source.port), target: target.url(line.port) },
        line,
        inventory: () => target.inventory(),
        async stop() {
          await line.stop();
          await target.stop();
        },
      };
    },
    stop: () => source.stop(),
  };
}

async function openSource(name: DirectionName, { source }: Direction, seed: number): Promise<Side> {
  const mail = sourceMail(seed);
  if (source === 'imap') {
    const folders = mailFolders.map(({ path, from, to }) => ({
      path,
      messages: mail.slice(from, to),
    }));
    return imapSide(await startImapServer({ mailboxes: [{ user, password, folders }] }));
  }
  const server = await startEwsServer({ ...source, mailboxes: [{ address: user, password }] });
  putMail(server.mailbox(user), mail);
  await putItems({ server, user, password });
  return exchangeSide(name, server);
}

async function openSide(name: DirectionName, target: Direction['target']): Promise<Side> {
  if (target === 'imap') {
    return imapSide(await startImapServer({ mailboxes: [{ user, password }] }));
  }
  const server = await startEwsServer({ ...target, mailboxes: [{ address: user, password }] });
  return exchangeSide(name, server);
}

const login = `${encodeURIComponent(user)}:${password}`;

function imapSide(server: Awaited<ReturnType<typeof startImapServer>>): Side {
  return {
    port: server.port,
    url: (port) => `imap://${login}@${host}:${port}?security=none`,
    inventory: () => inventoryOfImap(server, user),
    stop: () => server.stop(),
  };
}

function exchangeSide(name: DirectionName, server: EwsServer): Side {
  return {
    port: server.port,
    url: (port) => `exchange://${login}@${host}:${port}${server.path}?security=none&auth=basic`,
    inventory: () => inventoryOfExchange(server.mailbox(user), name),
    stop: () => server.stop(),
  };
}
