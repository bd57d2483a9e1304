import { at, fails, flood, type HostileCase, perfect, rewriting, silence } from './hostile-case.ts';
import type { ImapServerOptions } from '@mailhaul/mail-servers';

const sides = ['source', 'target'] as const;

function both(
  name: string,
  server: () => ImapServerOptions,
  verdict: HostileCase['verdict'],
): HostileCase[] {
  return sides.map((side) => ({ name, side, server: server(), verdict }));
}

/** What somebody on the line puts in behind the answer to STARTTLS, to be taken for what comes over TLS. */
function injectedPlainText(side: 'source' | 'target'): HostileCase {
  const inject = at('STARTTLS', ({ send, line }) => {
    send(`${line.split(' ', 1)[0] ?? ''} OK Begin\r\n* PREAUTH Signed in already\r\n`);
    return silence();
  });
  const offer = rewriting((line) => line.replace(/\bIMAP4rev1\b/, 'IMAP4rev1 STARTTLS'));
  const behaviours = [...(inject.behaviours ?? []), ...(offer.behaviours ?? [])];
  return {
    name: 'plain text behind the answer to STARTTLS',
    side,
    security: 'starttls',
    server: { behaviours },
    verdict: fails('tls-failed'),
  };
}

function greeting(send: (text: string) => void, text: string): Promise<never> {
  send(text);
  return silence();
}

/** What a server on either side does to the connection itself. */
export const connectionCases: readonly HostileCase[] = [
  ...both(
    'no greeting',
    () => ({ behaviours: [{ onConnect: silence }] }),
    fails('connection-timeout'),
  ),
  ...both(
    'a greeting of another protocol',
    () => ({
      behaviours: [{ onConnect: ({ send }) => greeting(send, 'HTTP/1.1 400 Bad Request\r\n\r\n') }],
    }),
    fails('connection-timeout', 'connection-lost', 'protocol-violation'),
  ),
  ...both(
    'a greeting without an end',
    () => ({
      behaviours: [
        {
          onConnect: async ({ send, clock }) => {
            for (let sent = 0; sent < 60; sent += 1) {
              send('* OK'.padEnd(70_000, ' '));
              await clock.sleep(2);
            }
            return silence();
          },
        },
      ],
    }),
    fails('connection-timeout', 'connection-lost', 'answer-too-large', 'protocol-violation'),
  ),
  ...both(
    'goodbye as the greeting',
    () => ({
      behaviours: [{ onConnect: () => ({ close: 'end', bye: '\u001b[31mgo away\u202e' }) }],
    }),
    fails('connection-lost'),
  ),
  ...both(
    'data for ever before sign-in',
    () => ({
      behaviours: [
        {
          beforeCommand: async (context) => {
            if (context.name !== 'LOGIN' && context.name !== 'AUTHENTICATE') return undefined;
            await flood(context, `* 1 EXISTS ${'x'.repeat(1000)}\r\n`, 6_000);
            return silence();
          },
        },
      ],
    }),
    fails('connection-timeout', 'connection-lost', 'answer-too-large', 'protocol-violation'),
  ),
  ...both(
    'a byte at a time',
    () => ({ drip: { bytes: 1, everyMs: 300 } }),
    fails('connection-timeout'),
  ),
  ...both(
    'a byte at a time once signed in',
    () =>
      at('LIST', async ({ send, clock }) => {
        send('* OK ');
        for (let sent = 0; sent < 400; sent += 1) {
          send('x');
          await clock.sleep(100);
        }
        return undefined;
      }),
    fails('connection-timeout', 'answer-too-large'),
  ),
  ...both('silence once signed in', () => at('LIST', silence), fails('connection-timeout')),
  ...both(
    'tags that do not match',
    () => rewriting((line) => line.replace(/^M\d+ OK/, 'X999 OK')),
    fails('protocol-violation'),
  ),
  ...both(
    'tags of commands to come',
    () => rewriting((line) => line.replace(/^M(\d+) OK/, 'M9$1 OK')),
    fails('protocol-violation'),
  ),
  ...both(
    'answers that come twice',
    () => rewriting((line) => (/^M\d+ OK/.test(line) ? line + line : line)),
    fails('protocol-violation'),
  ),
  ...both(
    'capabilities that change after sign-in',
    () =>
      rewriting((line) =>
        line.replace(/^(M\d+ OK )/, '* CAPABILITY IMAP4rev1 LOGINDISABLED\r\n$1'),
      ),
    perfect,
  ),
  injectedPlainText('source'),
  injectedPlainText('target'),
  ...both(
    'goodbye in the midst of every conversation',
    () => at('LIST', () => ({ close: 'end', bye: 'Enough' })),
    fails('connection-lost'),
  ),
];
