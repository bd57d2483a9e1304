import { ConnectorError } from '@mailhaul/connector-contract';

/** Another certificate than the one that is pinned. */
export function certificateChangedError(
  pinned: readonly string[],
  seen: string | undefined,
): ConnectorError {
  return new ConnectorError({
    code: 'certificate-changed',
    scope: 'connection',
    disposition: 'needsOperator',
    message: `The server shows another certificate than the pinned one: SHA-256 ${seen ?? 'none'} instead of ${pinned.join(' or ')}.`,
    remedy:
      'Ask who runs the server whether the certificate was renewed: if so, pin the new fingerprint, else somebody listens.',
  });
}
