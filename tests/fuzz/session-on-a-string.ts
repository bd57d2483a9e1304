import { duplexPair } from 'node:stream';
import type { MailSession } from '@mailhaul/connector-contract';
import { systemClock, systemRandom } from '@mailhaul/kernel';
import { openSessionOn } from '../../libs/connectors/imap/src/imap-session.ts';
import { imapSettingsSchema } from '../../libs/connectors/imap/src/imap-settings.ts';
import { serverFeatures } from '../../libs/connectors/imap/src/server-features.ts';

/** A server that ends what it hears by its answers alone: it keeps no mail. */
export interface Answering {
  readonly capabilities: readonly string[];
  /** Neither silence nor an answer that never ends may take longer. */
  readonly patienceMs: number;
  /** Called with each line that the client sends, of literals too. */
  readonly onLine: (line: string, say: (text: string) => void) => void;
}

/** A signed-in session of the connector, with nothing but memory between it and that server. */
export function sessionOnAString({ capabilities, patienceMs, onLine }: Answering): MailSession {
  const [socket, server] = duplexPair();
  const say = (text: string) => void server.write(Buffer.from(text, 'latin1'));
  server.on('error', () => undefined);
  let heard = '';
  server.on('data', (chunk: Buffer) => {
    const lines = (heard + chunk.toString('latin1')).split('\r\n');
    heard = lines.pop() ?? '';
    for (const line of lines) onLine(line, say);
  });
  const settings = imapSettingsSchema.parse({
    ...{ host: 'h', port: 1, security: 'none', user: 'u', password: 'p' },
    ...{ silenceMsMax: patienceMs, answerMsMax: patienceMs },
  });
  const opened = {
    socket,
    line: { raw: undefined, tls: undefined },
    features: serverFeatures(capabilities),
    way: undefined,
    leftover: Buffer.alloc(0),
  };
  const { signal } = new AbortController();
  return openSessionOn(opened, settings, { clock: systemClock, random: systemRandom, signal });
}
