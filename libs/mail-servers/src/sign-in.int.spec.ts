import { describe, expect, it } from 'vitest';
import { RawClient } from './spec-support/raw-client.ts';
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
