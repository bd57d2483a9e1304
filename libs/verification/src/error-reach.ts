import { ConnectorError } from '@mailhaul/connector-contract';
import { HungUp } from './steady-side.ts';

/** How much of the mailbox cannot be compared because of this error; `session` also stands for a bug of ours. */
export function errorReach(error: unknown): 'item' | 'folder' | 'session' {
  if (error instanceof HungUp) return 'folder';
  if (!(error instanceof ConnectorError)) return 'session';
  switch (error.scope) {
    case 'item':
    case 'folder':
      return error.scope;
    case 'mailbox':
    case 'connection':
    case 'process':
      return 'session';
  }
}
