import { duplexPair } from 'node:stream';
import { constants, createDeflateRaw, createInflateRaw } from 'node:zlib';
import type { MailSession } from '@mailhaul/connector-contract';
import { systemClock, systemRandom } from '@mailhaul/kernel';
import { openSessionOn } from '../imap-session.ts';
import { imapSettingsSchema } from '../imap-settings.ts';
import { serverFeatures } from '../server-features.ts';
import { LineSpeed } from '../wire/line-speed.ts';

export interface PackingScript {
  readonly capabilities: readonly string[];
  readonly isSlow: boolean;
  /** What COMPRESS is answered; with OK all that follows is packed both ways, beginning in the same piece. */
  readonly answer?: 'OK' | 'NO';
  /** Sent in place of packed bytes. */
  readonly garbage?: Buffer;
  readonly onLine: (line: string, tag: string, say: (text: string) => void) => void;
}

/** A session with a server that knows COMPRESS=DEFLATE (RFC 4978). */
export function packingServer(script: PackingScript) {
  const { answer = 'OK', garbage, capabilities, onLine } = script;
  const [client, server] = duplexPair();
  const [inflate, deflate] = [createInflateRaw(), createDeflateRaw()];
  const lines: string[] = [];
  let rest = '';
  let isPacked = false;
  /** Bytes that came packed. */
  let packedBytes = 0;
  let held: Buffer[] = [];
  deflate.on('data', (chunk: Buffer) => held.push(chunk));
  const send = (text: string, before = '') => {
    deflate.write(Buffer.from(text, 'latin1'));
    deflate.flush(constants.Z_SYNC_FLUSH, () => {
      server.write(Buffer.concat([Buffer.from(before, 'latin1'), ...held]));
      held = [];
    });
  };
  const say = (text: string) => {
    if (isPacked) send(text);
    else server.write(Buffer.from(text, 'latin1'));
  };
  const take = (chunk: Buffer) => {
    rest += chunk.toString('latin1');
    for (let end = rest.indexOf('\r\n'); end !== -1; end = rest.indexOf('\r\n')) {
      const line = rest.slice(0, end);
      rest = rest.slice(end + 2);
      const tag = line.split(' ', 1)[0] ?? '';
      lines.push(line.slice(tag.length + 1));
      if (!/^M\d+ COMPRESS DEFLATE$/.test(line)) {
        if (/^M\d+ LIST "" ""$/.test(line)) say(`* LIST (\\Noselect) "/" ""\r\n${tag} OK\r\n`);
        else onLine(line, tag, say);
        continue;
      }
      isPacked = answer === 'OK';
      if (!isPacked) say(`${tag} NO not now\r\n`);
      else if (garbage === undefined)
        send('* OK packed from here\r\n', `* OK soon\r\n${tag} OK\r\n`);
      else server.write(Buffer.concat([Buffer.from(`${tag} OK\r\n`), garbage]));
    }
  };
  inflate.on('data', take);
  inflate.on('error', () => undefined);
  server.on('error', () => undefined);
  server.on('data', (chunk: Buffer) => {
    if (!isPacked) return take(chunk);
    packedBytes += chunk.length;
    inflate.write(chunk);
  });
  const settings = imapSettingsSchema.parse({
    host: 'h',
    port: 1,
    security: 'none',
    user: 'u',
    password: 'p',
  });
  const speed = new LineSpeed();
  speed.isSlow = script.isSlow;
  const opened = {
    socket: client,
    line: { raw: undefined, tls: undefined },
    features: serverFeatures(capabilities),
    way: undefined,
    leftover: Buffer.alloc(0),
    speed,
  };
  const signal = new AbortController().signal;
  const context = { clock: systemClock, random: systemRandom, signal };
  const session: MailSession = openSessionOn(opened, settings, context);
  /** Says that and ends the line with it. */
  const sayLast = (text: string) => {
    deflate.write(Buffer.from(text, 'latin1'));
    deflate.flush(constants.Z_SYNC_FLUSH, () => server.end(Buffer.concat(held)));
  };
  return { session, speed, lines, sayLast, packedBytes: () => packedBytes };
}
