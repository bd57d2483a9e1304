import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { startImapServer } from '@mailhaul/mail-servers';
import { expect, it } from 'vitest';
import { user } from '../support/engine-stage.ts';

const itemBytes = 150_000_000;
const extraMbMax = 32;

it('a message of 150 MB streams through a pass with at most 32 MB of extra memory', async () => {
  const password = 'secret';
  const bytes = Buffer.alloc(itemBytes, `${'0123456789'.repeat(7)}12345678\r\n`);
  const small = Buffer.from('Subject: small\r\n\r\nsmall\r\n');
  const messages = [small, bytes, small].map((each) => ({ bytes: each }));
  const source = await startImapServer({
    mailboxes: [{ user, password, folders: [{ path: ['INBOX'], messages }] }],
  });
  const target = await startImapServer({ mailboxes: [{ user, password }] });
  try {
    const program = fileURLToPath(new URL('../support/measured-pass.ts', import.meta.url));
    const measured = await output([program, String(source.port), String(target.port)]);
    const { end, migrated, extraMb } = JSON.parse(measured) as Record<string, unknown>;
    expect({ end, migrated }).toEqual({ end: 'completed', migrated: 3 });
    expect(extraMb).toBeLessThan(extraMbMax);
    const copies = target.mailbox(user).live(['INBOX']).messages;
    expect(
      copies.some(({ body }) => body.size === itemBytes && body.toBuffer().equals(bytes)),
    ).toBe(true);
  } finally {
    await Promise.all([source.stop(), target.stop()]);
  }
});

/** What the program says, run in a process of its own so that its memory can be measured. */
function output(program: readonly string[]): Promise<string> {
  const options = ['--conditions=mailhaul-source', '--max-semi-space-size=1', ...program];
  const child = spawn(process.execPath, options, { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => resolve(text));
  });
}
