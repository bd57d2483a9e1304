import { Duplex, duplexPair } from 'node:stream';
import type { MailSession } from '@mailhaul/connector-contract';
import { systemClock, systemRandom } from '@mailhaul/kernel';
import { openSessionOn } from '../imap-session.ts';
import { imapSettingsSchema } from '../imap-settings.ts';
import { serverFeatures } from '../server-features.ts';

/** A session whose server is a function of the bytes it is sent. */
export interface Scripted {
  readonly session: MailSession;
  readonly server: Duplex;
  /** Everything the client has written so far. */
  readonly written: () => string;
  readonly say: (text: string) => void;
}

export const modern = [
  'LITERAL+',
  'MULTIAPPEND',
  'UIDPLUS',
  'LIST-EXTENDED',
  'LIST-STATUS',
  'SPECIAL-USE',
];

export interface Script {
  readonly capabilities?: readonly string[];
  readonly silenceMsMax?: number;
  readonly answerMsMax?: number;
  readonly onSlowDown?: () => void;
  /** How fast the line takes what the client writes; absent: at once. */
  readonly bytesPerMs?: number;
  /** Called with each whole line the client sends and its tag; says what the server answers. */
  readonly onLine?: (line: string, tag: string, say: (text: string) => void) => void;
}

export function scriptedSession(script: Script = {}): Scripted {
  const [client, server] = duplexPair();
  let written = '';
  let rest = '';
  const say = (text: string) => void server.write(Buffer.from(text, 'latin1'));
  server.on('error', () => undefined);
  server.on('data', (chunk: Buffer) => {
    written += chunk.toString('latin1');
    rest += chunk.toString('latin1');
    for (let end = rest.indexOf('\r\n'); end !== -1; end = rest.indexOf('\r\n')) {
      const line = rest.slice(0, end);
      rest = rest.slice(end + 2);
      const tag = line.split(' ', 1)[0] ?? '';
      if (/^M\d+ LIST "" ""$/.test(line)) say(`* LIST (\\Noselect) "/" ""\r\n${tag} OK\r\n`);
      else script.onLine?.(line, tag, say);
    }
  });
  const settings = imapSettingsSchema.parse({
    host: 'h',
    port: 1,
    security: 'none',
    user: 'u',
    password: 'p',
    silenceMsMax: script.silenceMsMax ?? 5_000,
    answerMsMax: script.answerMsMax ?? 30_000,
  });
  const features = serverFeatures(script.capabilities ?? modern);
  const line = { raw: undefined, tls: undefined };
  const context = {
    clock: systemClock,
    random: systemRandom,
    signal: new AbortController().signal,
    ...(script.onSlowDown === undefined ? {} : { onSlowDown: script.onSlowDown }),
  };
  const socket = script.bytesPerMs === undefined ? client : slowed(client, script.bytesPerMs);
  const opened = { socket, line, features, way: undefined, leftover: Buffer.alloc(0) };
  return { session: openSessionOn(opened, settings, context), server, written: () => written, say };
}

/** As a socket does it: whatever is written together is taken together, and told when all of it has been. */
function slowed(line: Duplex, bytesPerMs: number): Duplex {
  const slow = new Duplex({
    read: () => undefined,
    writev: (pieces, done) => {
      const bytes = Buffer.concat(pieces.map(({ chunk }) => chunk as Buffer));
      setTimeout(() => line.write(bytes, done), bytes.length / bytesPerMs);
    },
  });
  line.on('data', (chunk: Buffer) => slow.push(chunk));
  return slow;
}

/** What EXAMINE brings. */
export function examined(
  tag: string,
  folder: { count?: number; uidValidity?: number; uidNext?: number } = {},
): string {
  const { count = 3, uidValidity = 7, uidNext = 100 } = folder;
  return `* ${count} EXISTS\r\n* OK [UIDVALIDITY ${uidValidity}] .\r\n* OK [UIDNEXT ${uidNext}] .\r\n${tag} OK [READ-ONLY] .\r\n`;
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
