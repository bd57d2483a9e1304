import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { sampleMailboxes } from './sample-mailboxes.ts';

describe('sampleMailboxes', () => {
  const mailboxes = sampleMailboxes();
  const folders = mailboxes.flatMap((mailbox) => mailbox.folders ?? []);
  const messages = folders.flatMap((folder) => folder.messages ?? []);
  const sizes = messages.map((message) => Buffer.byteLength(message.bytes as Buffer));

  it('is three mailboxes of a few hundred messages, 15 to 25 MB', () => {
    expect(mailboxes).toHaveLength(3);
    expect(messages.length).toBeGreaterThan(350);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    expect(total).toBeGreaterThan(15e6);
    expect(total).toBeLessThan(25e6);
  });

  it('holds what mail holds: twins, keywords, zones, nested and non-ASCII names, special uses', () => {
    const bodies = messages.map((message) => (message.bytes as Buffer).toString('base64'));
    expect(new Set(bodies).size).toBeLessThan(bodies.length);
    expect(messages.some((message) => message.flags?.includes('$Forwarded'))).toBe(true);
    expect(
      new Set(messages.map((message) => message.internalDate?.zoneMinutes)).size,
    ).toBeGreaterThan(4);
    expect(folders.some((folder) => folder.path.length > 2)).toBe(true);
    expect(folders.some((folder) => folder.specialUse === '\\Sent')).toBe(true);
  });

  it('is the same for the same seed', () => {
    expect(digest(7)).toBe(digest(7));
    expect(digest(7)).not.toBe(digest(8));
  });

  it('has no bare line ends in its messages', () => {
    for (const message of messages) {
      expect(/[^\r]\n/.test((message.bytes as Buffer).toString('latin1'))).toBe(false);
    }
  });
});

function digest(seed: number): string {
  const hash = createHash('sha256');
  for (const mailbox of sampleMailboxes(seed)) {
    for (const { messages = [], ...folder } of mailbox.folders ?? []) {
      hash.update(JSON.stringify(folder));
      for (const { bytes, ...rest } of messages) hash.update(JSON.stringify(rest)).update(bytes);
    }
  }
  return hash.digest('hex');
}
