import { ConnectorError } from '@mailhaul/connector-contract';

export function folderMissing(): ConnectorError {
  return new ConnectorError({
    code: 'folder-missing',
    scope: 'folder',
    disposition: 'retry',
    message: 'The folder is not there.',
    remedy: 'Run the migration again: folders are listed anew.',
  });
}

export function folderChanged(): ConnectorError {
  return new ConnectorError({
    code: 'folder-changed',
    scope: 'folder',
    disposition: 'retry',
    message: 'The folder was numbered anew.',
    remedy: 'Run the migration again: the folder is matched anew.',
  });
}

export function itemTooLarge(bytes: number, bytesMax: number): ConnectorError {
  return new ConnectorError({
    code: 'item-too-large',
    scope: 'item',
    disposition: 'failItem',
    message: `The item has ${bytes} bytes; the system takes ${bytesMax}.`,
    remedy: 'Raise the limit of the target or leave the item behind.',
  });
}

export function connectionLost(cause?: unknown): ConnectorError {
  return new ConnectorError({
    code: 'connection-lost',
    scope: 'connection',
    disposition: 'retry',
    message: 'The connection is closed.',
    remedy: 'Run the migration again: it goes on where it stopped.',
    cause,
  });
}

export function writeAborted(cause: unknown): ConnectorError {
  return new ConnectorError({
    code: 'write-aborted',
    scope: 'connection',
    disposition: 'retry',
    message: 'The write was called off before its last bytes.',
    remedy: 'Nothing: the items are looked for and written again where they are missing.',
    cause,
  });
}
