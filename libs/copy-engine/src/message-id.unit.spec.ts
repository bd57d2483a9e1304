import { contentHashOf } from '@mailhaul/kernel';
import { describe, expect, it } from 'vitest';
import { messageIdOf } from './message-id.ts';

const of = (text: string) => messageIdOf(Buffer.from(text, 'latin1'));
const hashed = (value: string) => contentHashOf(Buffer.from(value, 'latin1'));

describe('messageIdOf', () => {
  it('reads the header in any case and place, blanks aside', () => {
    expect(of('Subject: x\r\nMESSAGE-ID: <a@b> \r\n\r\nbody')).toBe(hashed('<a@b>'));
    expect(of('Message-ID:<a@b>\n\nbody')).toBe(hashed('<a@b>'));
  });

  it('joins folded lines (RFC 5322 §2.2.3)', () => {
    expect(of('Message-ID:\r\n <a\r\n\t@b>\r\nTo: c\r\n\r\n')).toBe(hashed('<a@b>'));
  });

  it('keeps bytes that are no ASCII', () => {
    expect(of('Message-ID: <\xe4@b>\r\n\r\n')).toBe(hashed('<\xe4@b>'));
    expect(of('Message-ID: <\xe5@b>\r\n\r\n')).not.toBe(hashed('<\xe4@b>'));
  });

  it('finds none in the body, in another header’s value, or where it is empty', () => {
    expect(of('Subject: x\r\n\r\nMessage-ID: <a@b>\r\n')).toBeUndefined();
    expect(of('X-Message-ID: <a@b>\r\n\r\n')).toBeUndefined();
    expect(of('References: <a>\r\n Message-ID: <a@b>\r\n\r\n')).toBeUndefined();
    expect(of('Message-ID: \r\n\r\n')).toBeUndefined();
    expect(of('')).toBeUndefined();
  });

  it('does not look for ever: nothing is found far down in the headers', () => {
    const far = `${'X-Filler: y\r\n'.repeat(30_000)}Message-ID: <a@b>\r\n\r\n`;
    expect(of(far)).toBeUndefined();
  });
});
