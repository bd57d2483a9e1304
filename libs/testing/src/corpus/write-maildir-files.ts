import { chownSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CorpusMessage } from './corpus.ts';

const flagLetters: Readonly<Record<string, string>> = {
  '\\Draft': 'D',
  '\\Flagged': 'F',
  '\\Answered': 'R',
  '\\Seen': 'S',
  '\\Deleted': 'T',
};

export interface MaildirPlace {
  /** The folder's directory, which holds `cur`, `new` and `tmp`. */
  readonly dir: string;
  readonly owner: { readonly uid: number; readonly gid: number };
}

/** Delivers messages as files, byte for byte; keywords are left out. The server finds them at its next look. */
export function writeMaildirFiles(messages: readonly CorpusMessage[], place: MaildirPlace): void {
  for (const part of ['cur', 'new', 'tmp']) {
    mkdirSync(join(place.dir, part), { recursive: true });
    chownSync(join(place.dir, part), place.owner.uid, place.owner.gid);
  }
  for (const [index, message] of messages.entries()) {
    const letters = message.flags.map((flag) => flagLetters[flag] ?? '').sort();
    const unique = `${message.epochSeconds}.F${String(index).padStart(6, '0')}.corpus`;
    const file = join(place.dir, 'cur', `${unique}:2,${letters.join('')}`);
    writeFileSync(file, message.bytes);
    utimesSync(file, message.epochSeconds, message.epochSeconds);
    chownSync(file, place.owner.uid, place.owner.gid);
  }
}
