/** The proxy did not make the connection. The message is for people and holds no secret. */
export class ProxyFailure extends Error {
  override readonly name = 'ProxyFailure';
  /** It may pass by itself: the proxy, or the way behind it, is down. */
  readonly isPassing: boolean;

  constructor(message: string, options: { isPassing: boolean; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.isPassing = options.isPassing;
  }
}
