import { OutcomeUnknown, StoreUnavailable } from '@mailhaul/application';
import { ConnectorError } from '@mailhaul/connector-contract';
import { ConnectionUrlRefused } from '@mailhaul/connector-registry';
import type { PassFailure } from './pass-assignment.ts';

export const sameMailbox: PassFailure = {
  code: 'same-mailbox',
  scope: 'mailbox',
  disposition: 'needsOperator',
  message: 'source and target are the same mailbox',
  remedy: 'Give the pair another target mailbox.',
};

/** What ended a pass, as plain data. */
export function failureOf(error: unknown): PassFailure {
  if (error instanceof ConnectorError) return connectorFailure(error);
  if (error instanceof ConnectionUrlRefused) {
    return {
      code: 'connection-settings-refused',
      scope: 'connection',
      disposition: 'needsOperator',
      message: error.message,
      remedy: 'Correct the connection and test it.',
    };
  }
  if (error instanceof StoreUnavailable || error instanceof OutcomeUnknown) {
    return {
      code: 'state-unavailable',
      scope: 'process',
      disposition: 'retry',
      message: withoutSecrets(error.message),
      remedy:
        'Look at the disk or the server that holds the event store; the pass goes on by itself.',
    };
  }
  return {
    code: 'internal',
    scope: 'process',
    disposition: 'bug',
    message: wordsOf(error),
    remedy: 'This is a defect of Mailhaul: please report it. Nothing that was copied is lost.',
  };
}

const wordsLengthMax = 300;

/** An unexpected error in one line that may be shown. */
export function wordsOf(error: unknown): string {
  const words = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return withoutSecrets(words.replaceAll(/\s+/g, ' ')).slice(0, wordsLengthMax);
}

/** Whatever stands in a URL's place for credentials. */
function withoutSecrets(text: string): string {
  return text.replaceAll(/(\w:\/\/)\S*@/g, '$1***@');
}

function connectorFailure(error: ConnectorError): PassFailure {
  const { code, scope, disposition, message, remedy, serverText, retryAfterMs } = error;
  return {
    code,
    scope,
    disposition,
    message,
    remedy,
    ...(serverText === undefined ? {} : { serverText }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}
