import { type MailboxAccess, quoted, RawImap } from '@mailhaul/testing/wire';

export interface Letter {
  readonly subject: string;
  readonly body?: string;
  /** The whole message is filled up to this size. */
  readonly bytes?: number;
}

const line = `${'x'.repeat(76)}\r\n`;

/** `Ann 0`, `Ann 1` and so on, each a little larger than the one before it. */
export function lettersOf(name: string, count: number): readonly Letter[] {
  return Array.from({ length: count }, (_, n) => ({ subject: `${name} ${n}`, bytes: 900 + n }));
}

/** A plain message of ASCII. */
export function letterOf({ subject, body = 'As agreed.', bytes = 0 }: Letter): Buffer {
  const head = [
    'From: sender@example.com',
    'To: owner@example.com',
    `Subject: ${subject}`,
    `Message-ID: <${subject.replaceAll(/\W/g, '')}@example.com>`,
  ];
  const text = `${head.join('\r\n')}\r\n\r\n${body}\r\n`;
  const filling = Math.max(0, bytes - text.length);
  return Buffer.from(text + line.repeat(Math.ceil(filling / line.length)).slice(0, filling));
}

/** Puts letters into a folder, which is made where it is not the inbox. */
export async function putLetters(
  access: MailboxAccess,
  letters: readonly Letter[],
  folder = 'INBOX',
): Promise<void> {
  const client = await RawImap.open(access);
  try {
    const name = quoted(folder);
    if (folder !== 'INBOX') await client.ok(`CREATE ${name}`);
    for (const letter of letters) {
      const bytes = letterOf(letter);
      await client.ok([`APPEND ${name} () {${bytes.length}+}\r\n`, bytes]);
    }
  } finally {
    await client.close();
  }
}

/** How many messages a folder has. */
export async function countLetters(access: MailboxAccess, folder = 'INBOX'): Promise<number> {
  const client = await RawImap.open(access);
  try {
    const { untagged } = await client.ok(`STATUS ${quoted(folder)} (MESSAGES)`);
    const text = untagged.flat().map((piece) => ('text' in piece ? piece.text : ''));
    return Number(/MESSAGES (\d+)/.exec(text.join(''))?.[1]);
  } finally {
    await client.close();
  }
}
