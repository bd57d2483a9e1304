import { seededRandom, systemClock } from '@mailhaul/kernel';
import { answerWith, startImapServer } from '@mailhaul/mail-servers';
import { expect, it, onTestFinished } from 'vitest';
import { imapConnector } from './imap-connector.ts';

const refusals = [
  ['BAD', undefined, 'Request is throttled. Suggested Backoff Time: 92415 milliseconds', 92_415],
  ['NO', undefined, 'Request is throttled. Suggested Backoff Time: 299961 milliseconds', 299_961],
  ['NO', 'THROTTLED', 'Too much', undefined],
  ['NO', 'LIMIT', 'LOGIN Rate limit hit.', undefined],
] as const;

it.each(refusals)('a sign-in answered with %s %s "%s" is named at once', async (...said) => {
  const [status, code, text, retryAfterMs] = said;
  const answer = { status, text, ...(code === undefined ? {} : { code }) };
  const server = await startImapServer({
    mailboxes: [{ user: 'ann', password: 'secret' }],
    behaviours: [answerWith(answer, { command: 'AUTHENTICATE' })],
  });
  onTestFinished(() => server.stop());
  const { host, port } = server;
  const connector = imapConnector({
    ...{ host, port, security: 'none', user: 'ann', password: 'secret' },
  });
  const startMs = systemClock.monotonicMs();
  const { signal } = new AbortController();
  const context = { clock: systemClock, random: seededRandom(1), signal };
  await expect(connector.open(context)).rejects.toMatchObject({
    code: 'throttled',
    disposition: 'retryAfter',
    retryAfterMs,
  });
  expect(systemClock.monotonicMs() - startMs).toBeLessThan(5_000);
});
