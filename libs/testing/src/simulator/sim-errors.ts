import {
  ConnectorError,
  type ConnectorErrorDetails,
  type ErrorCode,
} from '@mailhaul/connector-contract';

type Kind = Pick<ConnectorErrorDetails, 'scope' | 'disposition'>;

const kinds = {
  'connection-lost': { scope: 'connection', disposition: 'retry' },
  'connection-timeout': { scope: 'connection', disposition: 'retry' },
  'connection-refused': { scope: 'connection', disposition: 'retry' },
  'too-many-connections': { scope: 'connection', disposition: 'retry' },
  'write-aborted': { scope: 'connection', disposition: 'retry' },
  'server-busy': { scope: 'folder', disposition: 'retry' },
  throttled: { scope: 'mailbox', disposition: 'retryAfter' },
  'folder-missing': { scope: 'folder', disposition: 'retry' },
  'folder-changed': { scope: 'folder', disposition: 'retry' },
  'item-refused': { scope: 'item', disposition: 'failItem' },
  'item-too-large': { scope: 'item', disposition: 'failItem' },
} as const satisfies Partial<Record<ErrorCode, Kind>>;

export type SimErrorCode = keyof typeof kinds;

export function simError(
  code: SimErrorCode,
  extra: Partial<ConnectorErrorDetails> = {},
): ConnectorError {
  return new ConnectorError({
    code,
    ...kinds[code],
    message: `Simulated: ${code}.`,
    remedy: 'Nothing: this is a simulation.',
    ...extra,
  });
}
