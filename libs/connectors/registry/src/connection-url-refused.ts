/** The message is for people and holds no secret. */
export class ConnectionUrlRefused extends Error {
  override readonly name = 'ConnectionUrlRefused';
}
