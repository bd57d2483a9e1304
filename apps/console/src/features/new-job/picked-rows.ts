import type { Connection, FoundMailbox } from '@mailhaul/contracts';

/** A mailbox that was ticked, and where it goes. */
export interface Picked {
  readonly mailbox: FoundMailbox;
  readonly target: string;
}

/** The target address that a pattern makes: {address}, {localpart} and {domain} stand for the source's. Of none: none yet. */
export function targetOf(pattern: string, address: string): string {
  const at = address.lastIndexOf('@');
  const parts: Readonly<Record<string, string>> = {
    '{address}': address,
    '{localpart}': address.slice(0, at),
    '{domain}': address.slice(at + 1),
  };
  return pattern.replaceAll(/\{(?:address|localpart|domain)\}/g, (name) => parts[name] ?? name);
}

/** Why nothing can be made of a pattern; undefined: it can. */
export function patternFault(pattern: string): string | undefined {
  if (pattern === '') return undefined;
  if (/\{(?!(?:address|localpart|domain)\})/.test(pattern))
    return 'In braces stands only {address}, {localpart} or {domain}';
  if (!/\{(?:address|localpart)\}/.test(pattern))
    return 'All would go to one mailbox: use {localpart}';
  return /^[^\s@]+@[^\s@]+$/.test(targetOf(pattern, 'a@b.c')) ? undefined : 'Makes no address';
}

/** Lines for the import, in the order of the mailboxes: line 2 is the first. An id keeps a mailbox the same when it is renamed. */
export function csvOf(picked: readonly Picked[], kind: Connection['kind']): string {
  const rows = picked.map(({ mailbox, target }) => [
    mailbox.address,
    target,
    idOf(mailbox),
    kind === 'imap' ? '' : kindOf(mailbox),
  ]);
  const lines = [['source', 'target', 'external_id', 'source_kind'], ...rows];
  return lines.map((cells) => `${cells.map(cell).join(',')}\n`).join('');
}

function cell(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

/** A name is no id: it changes. */
function idOf({ id = '' }: FoundMailbox): string {
  return id.startsWith('dn:') ? '' : id;
}

/** As pairs name it; a kind that the server did not tell stays open. */
function kindOf({ kind }: FoundMailbox): string {
  if (kind === 'equipment') return 'room';
  return kind === 'user' || kind === 'shared' || kind === 'room' ? kind : '';
}
