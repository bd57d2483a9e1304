import type { OpenContext } from './mail-connector.ts';

/** Where access tokens (OAuth 2.0) come from. Shared by all connections of a mailbox. */
export interface TokenSource {
  /**
   * A token that should still count for a while. `rejected` is one that the server has just refused: it is never given
   * out again by itself, so that a caller who gets it once more knows that there is no other.
   * @throws ConnectorError `token-unavailable`
   */
  token(request: TokenRequest): Promise<string>;
}

export interface TokenRequest extends OpenContext {
  readonly rejected?: string;
}
