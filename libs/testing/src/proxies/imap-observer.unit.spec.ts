import { describe, expect, it } from 'vitest';
import { ImapObserver } from './imap-observer.ts';

const conversation = [
  'a1 LOGIN {4}\r\nanna {6}\r\nsecret\r\n',
  'a2 APPEND "x {9}" (\\Seen) {13+}\r\na9 OK {3}\r\n.\n {0+}\r\n {2+}\r\n\r\n\r\n',
  'a3 UID FETCH 1 FLAGS\r\n',
].join('');

describe('the observer', () => {
  it.each([1, 2, 3, 7, 1_000])(
    'sees the same commands and commits in pieces of %i bytes',
    (size) => {
      const seen: string[] = [];
      const observer = new ImapObserver((step) => {
        if (step.kind === 'command') seen.push(step.verb);
        if (step.kind === 'commit') seen.push(`commit of ${step.messageCount}`);
      });
      const bytes = Buffer.from(conversation, 'latin1');
      for (let at = 0; at < bytes.length; at += size)
        observer.fromClient(bytes.subarray(at, at + size));
      expect(seen).toEqual(['LOGIN', 'APPEND', 'commit of 3', 'FETCH']);
      expect(observer.writeState).toBe('CRLF, no OK');
      const answer = Buffer.from('* OK a2 OK\r\n+ go\r\na2 OK done\r\n', 'latin1');
      for (let at = 0; at < answer.length; at += size)
        observer.fromServer(answer.subarray(at, at + size));
      expect(observer.writeState).toBe('after OK');
    },
  );
});
