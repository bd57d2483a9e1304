import type { SessionCore } from '../session-core.ts';
import type { WriteTurn } from '../wire/imap-wire.ts';

/**
 * Courier refuses APPEND to the folder that the connection has open read-only ("Current box is selected READ-ONLY"): it is
 * closed first, which expunges nothing there (RFC 9051 §6.4.1).
 */
export function leaveReadOnly(core: SessionCore, turn: WriteTurn, folderId: string): void {
  const { opened } = core;
  if (opened?.folderId !== folderId || !opened.isReadOnly) return;
  const pending = turn.begin({ name: 'CLOSE', role: 'selected' });
  turn.write(`${pending.tag} CLOSE\r\n`);
  // Refused where the folder could not be opened; then nothing is open. A lost line is told to the write.
  pending.answer.catch(() => undefined);
  core.opened = undefined;
}
