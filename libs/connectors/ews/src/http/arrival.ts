import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { connectionLost } from '../errors.ts';
import type { BodyPiece } from './messages.ts';

/** What becomes of one request. */
export class Arrival {
  /** It has a line. */
  readonly socket: Promise<Socket>;
  readonly response: Promise<IncomingMessage>;
  /** All of it is over, its line taken back. */
  readonly closed: Promise<void>;
  readonly #request: ClientRequest;
  #isHere = false;
  #failure: Error | undefined;
  /** Who waits for a piece to be taken. Not by a race with `response`: that would keep every piece until the answer comes. */
  #waiting: { readonly answered: () => void; readonly failed: (error: Error) => void } | undefined;

  constructor(request: ClientRequest) {
    this.#request = request;
    const [socket, response] = [
      Promise.withResolvers<Socket>(),
      Promise.withResolvers<IncomingMessage>(),
    ];
    const closed = Promise.withResolvers<void>();
    const fail = (error: Error) => {
      socket.reject(error);
      response.reject(error);
      this.#failure ??= error;
      this.#waiting?.failed(error);
    };
    request.once('socket', socket.resolve);
    request.once('response', (one) => {
      this.#isHere = true;
      response.resolve(one);
      this.#waiting?.answered();
    });
    request.on('error', fail);
    request.once('close', () => {
      fail(connectionLost());
      closed.resolve();
    });
    for (const { promise } of [socket, response]) promise.catch(() => undefined);
    [this.socket, this.response, this.closed] = [socket.promise, response.promise, closed.promise];
  }

  get isHere(): boolean {
    return this.#isHere;
  }

  /** Resolves once the piece is handed to the network; false where the server has answered already. One at a time. */
  async taken(piece: BodyPiece): Promise<boolean> {
    if (this.#isHere) return false;
    if (this.#failure !== undefined) throw this.#failure;
    const { promise, resolve, reject } = Promise.withResolvers<boolean>();
    this.#waiting = { answered: () => resolve(false), failed: reject };
    this.#request.write(piece, 'latin1', (error) => {
      if (error === undefined || error === null) resolve(true);
      else reject(error);
    });
    return promise;
  }
}
