import { systemClock } from '@mailhaul/kernel';
import { describe, expect, it } from 'vitest';
import { ConnectionUrlRefused } from './connection-url-refused.ts';
import { openConnector } from './open-connector.ts';
import { PaceGovernors } from './pace-governors.ts';

describe('openConnector', () => {
  it('gives equal identities for the same mailbox, whatever the password or the way it is written', () => {
    const one = openConnector('imaps://anna%40example.org:a@Mail.Example');
    const other = openConnector('imap://anna@example.org:b@mail.example?security=tls');
    expect(one.kind).toBe('imap');
    expect(one.identity).toBe(other.identity);
    expect(one.identity).not.toContain(':a@');
  });

  it('refuses a URL it does not understand, or one without a password, in words', () => {
    expect(() => openConnector('imaps://u:pw@h?x=1')).toThrow(ConnectionUrlRefused);
    expect(() => openConnector('imaps://u@h')).toThrow('no password');
  });

  it('has one governor for each tenant and endpoint', () => {
    const governors = new PaceGovernors(systemClock);
    const here = { host: 'h', port: 993 };
    expect(governors.governorOf('a', here)).toBe(governors.governorOf('a', { ...here }));
    expect(governors.governorOf('a', here)).not.toBe(governors.governorOf('b', here));
    expect(governors.governorOf('a', here)).not.toBe(
      governors.governorOf('a', { ...here, port: 143 }),
    );
  });
});
