import { unreachable } from '@mailhaul/kernel';
import { factOf, type Ordered } from '../fact.ts';
import {
  type Connection,
  type ConnectionDetails,
  type ConnectionEvent,
  type ConnectionFacts,
  evolveConnection,
  factsOf,
  initialConnection,
} from './connection.ts';

export type ConnectionCommand = Ordered &
  (
    | {
        readonly kind: 'DefineConnection';
        readonly facts: ConnectionFacts;
        readonly details: ConnectionDetails;
      }
    | {
        readonly kind: 'EditConnection';
        readonly facts: ConnectionFacts;
        readonly details: ConnectionDetails;
      }
    | { readonly kind: 'TellVerified' }
    | {
        readonly kind: 'TellBroken';
        readonly code: string;
        readonly words?: string;
        /** Which edition failed: one that was edited since may be well. Absent: the present one. */
        readonly edition?: number;
      }
    | { readonly kind: 'DeleteConnection' }
  );

export interface ConnectionRejection {
  readonly kind: 'rejected';
  readonly reason: 'ConnectionUnknown' | 'ConnectionExists' | 'KindFixed';
}

/** The connection as `handleCommand` wants it. Whether jobs use it is asked before it is deleted. */
export const connectionDecider = {
  initial: initialConnection,
  evolve: evolveConnection,
  decide: decideConnection,
  upcasters: {},
} as const;

function decideConnection(
  connection: Connection,
  command: ConnectionCommand,
): readonly ConnectionEvent[] | ConnectionRejection {
  if (command.kind === 'DefineConnection') {
    if (connection.status !== 'unknown') return rejected('ConnectionExists');
    const data = { ...factOf(command), ...factsOf(command.facts) };
    return [{ type: 'ConnectionDefined', data, sealed: command.details }];
  }
  if (connection.status === 'unknown' || connection.status === 'deleted') {
    return rejected('ConnectionUnknown');
  }
  switch (command.kind) {
    case 'EditConnection': {
      if (command.facts.kind !== connection.kind) return rejected('KindFixed');
      const data = { ...factOf(command), ...factsOf(command.facts) };
      return [{ type: 'ConnectionEdited', data, sealed: command.details }];
    }
    case 'TellVerified':
      if (connection.status === 'working') return [];
      return [{ type: 'ConnectionVerified', data: factOf(command) }];
    case 'TellBroken': {
      const { code, words, edition = connection.edition } = command;
      if (edition !== connection.edition) return [];
      if (connection.status === 'broken' && connection.code === code) return [];
      const sealed = words === undefined ? {} : { sealed: { words } };
      return [{ type: 'ConnectionBroken', data: { ...factOf(command), code }, ...sealed }];
    }
    case 'DeleteConnection':
      return [{ type: 'ConnectionDeleted', data: factOf(command) }];
    default:
      return unreachable(command);
  }
}

function rejected(reason: ConnectionRejection['reason']): ConnectionRejection {
  return { kind: 'rejected', reason };
}
