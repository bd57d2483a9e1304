import { systemClock } from '@mailhaul/kernel';
import { describe, expect, it } from 'vitest';
import { RawClient } from './spec-support/raw-client.ts';
import { TokenIssuer } from './tokens/token-issuer.ts';
import { startForSpec } from './spec-support/start-for-spec.ts';

const plain = (text: string) => Buffer.from(text).toString('base64');
const good = plain('\0jörg\0pä"ss');

describe('signing in', () => {
  const mailboxes = [{ user: 'jörg', password: 'pä"ss' }];

  it.each([
    ['LOGIN {5+}\r\njörg {6+}\r\npä"ss', 'OK'],
    [`AUTHENTICATE PLAIN ${good}`, 'OK'],
    [`AUTHENTICATE PLAIN\r\n${good}`, 'OK'],
    [`AUTHENTICATE PLAIN ${plain('jörg\0jörg\0pä"ss')}`, 'OK'],
    [`AUTHENTICATE PLAIN ${plain('other\0jörg\0pä"ss')}`, 'NO [AUTHORIZATIONFAILED]'],
    [`AUTHENTICATE PLAIN ${plain('\0jörg\0wrong')}`, 'NO [AUTHENTICATIONFAILED]'],
    ['AUTHENTICATE PLAIN\r\n*', 'BAD Cancelled'],
    [`AUTHENTICATE PLAIN ${plain('jörg')}`, 'BAD'],
    ['AUTHENTICATE CRAM-MD5', 'NO [CANNOT]'],
    ['LOGIN nobody x', 'NO [AUTHENTICATIONFAILED]'],
    ['SELECT INBOX', 'BAD'],
  ])('%s: %s', async (command, answer) => {
    const server = await startForSpec({ mailboxes });
    const client = await RawClient.open(server);
    client.send(Buffer.from(`t ${command}\r\n`, 'utf8').toString('latin1'));
    const text = await client.until(/^t (OK|NO|BAD).*\r\n/m);
    expect(/^t (.*)\r\n/m.exec(text)?.[1]).toContain(answer);
    client.close();
  });

  it.each([
    ['LOGIN {9+}\r\njörg*mia top', 'OK'],
    [`AUTHENTICATE PLAIN ${plain('jörg\0mia\0top')}`, 'OK'],
    [`AUTHENTICATE PLAIN ${plain('nobody\0mia\0top')}`, 'NO [AUTHENTICATIONFAILED]'],
    ['LOGIN {9+}\r\njörg*mia wrong', 'NO [AUTHENTICATIONFAILED]'],
    ['LOGIN mia top', 'NO [AUTHENTICATIONFAILED]'],
  ])('lets an admin open a mailbox: %s: %s', async (command, answer) => {
    const server = await startForSpec({ mailboxes, admins: { mia: 'top' } });
    const client = await RawClient.open(server);
    client.send(Buffer.from(`t ${command}\r\n`, 'utf8').toString('latin1'));
    expect(await client.until(/^t .*\r\n/m)).toContain(`t ${answer}`);
    client.close();
  });

  it('takes tokens until they run out, and then ends sessions that they opened', async () => {
    const tokens = new TokenIssuer(systemClock);
    const server = await startForSpec({ tokens, mechanisms: ['XOAUTH2'], expiredSession: 'bye' });
    const client = await RawClient.open(server);
    expect(client.greeting).toContain('AUTH=XOAUTH2]');
    const bearer = (token: string) => plain(`user=ann\x01auth=Bearer ${token}\x01\x01`);
    client.send(`t AUTHENTICATE XOAUTH2 ${bearer('no')}\r\n`);
    await client.until(/^\+ eyJ/m);
    client.send('\r\n');
    expect(await client.until(/^t .*\r\n/m)).toContain('NO [AUTHENTICATIONFAILED]');
    expect(await client.command(`AUTHENTICATE XOAUTH2 ${bearer(tokens.issue('ann'))}`)).toContain(
      't OK',
    );
    expect(await client.command('NOOP')).toContain('t OK');
    tokens.expireAll();
    client.send('u NOOP\r\n');
    expect(await client.closed()).toContain('* BYE Session invalidated');
  });

  it('takes no initial response where SASL-IR is not offered', async () => {
    const server = await startForSpec({ mailboxes, without: ['SASL-IR'] });
    const client = await RawClient.open(server);
    expect(await client.command('CAPABILITY')).not.toContain('SASL-IR');
    client.send('t AUTHENTICATE PLAIN\r\n');
    await client.until(/^\+ /m);
    client.send(`${good}\r\n`);
    expect(await client.until(/^t .*\r\n/m)).toMatch(/^t OK \[CAPABILITY IMAP4rev1 /);
    client.close();
  });
});
