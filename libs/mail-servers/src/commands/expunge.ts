import { type CommandSpec, no, ok } from '../server/command.ts';
import { hasFlag } from '../store/stored-message.ts';
import { messageRanges } from './message-range.ts';

/** EXPUNGE (RFC 3501 §6.4.3) and UID EXPUNGE (RFC 4315 §2.1). The removals are told with every command's updates. */
export const expungeCommands: readonly CommandSpec[] = [
  {
    name: 'EXPUNGE',
    state: 'selected',
    run: (session, args) => {
      args.end();
      const { folder, isReadOnly } = session.selected;
      if (isReadOnly) return no('The folder is open for reading only');
      folder.expunge((message) => hasFlag(message, '\\Deleted'));
      return ok('Expunged');
    },
  },
  {
    name: 'UID EXPUNGE',
    state: 'selected',
    needs: 'UIDPLUS',
    run: (session, args) => {
      const { folder, isReadOnly, view } = session.selected;
      const ranges = messageRanges(session.selected, args.text(), true);
      args.end();
      if (isReadOnly) return no('The folder is open for reading only');
      const named = new Set(ranges.flatMap(([from, below]) => view.slice(from, below)));
      folder.expunge((message) => named.has(message) && hasFlag(message, '\\Deleted'));
      return ok('Expunged');
    },
  },
];
