import { type Socket, connect } from 'node:net';

/** A bare socket for what no good client sends. Text is latin1. */
export class RawClient {
  readonly socket: Socket;
  /** The server's first line. */
  greeting = '';
  #received = '';
  #isClosed = false;
  readonly #waiters = new Set<() => void>();

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk) => {
      this.#received += chunk.toString('latin1');
      this.#wake();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#isClosed = true;
      this.#wake();
    });
  }

  static async open(server: { host: string; port: number }): Promise<RawClient> {
    const client = new RawClient(connect(server.port, server.host));
    client.greeting = await client.until(/\r\n/);
    return client;
  }

  static async signedIn(server: { host: string; port: number }): Promise<RawClient> {
    const client = await RawClient.open(server);
    await client.command('LOGIN ann secret');
    return client;
  }

  get received(): string {
    return this.#received;
  }

  send(text: string): void {
    this.socket.write(text, 'latin1');
  }

  /** Resolves with all text received so far once it matches, and forgets it. Rejects when the connection ends before. */
  async until(pattern: RegExp): Promise<string> {
    while (!pattern.test(this.#received)) {
      if (this.#isClosed) throw new Error(`closed after: ${this.#received}`);
      await this.#news();
    }
    const text = this.#received;
    this.#received = '';
    return text;
  }

  /** Sends a command and resolves with everything up to its tagged answer. */
  async command(text: string): Promise<string> {
    this.send(`t ${text}\r\n`);
    return await this.until(/^t (OK|NO|BAD).*\r\n/m);
  }

  /** Resolves with the text not yet taken when the server has closed the connection. */
  async closed(): Promise<string> {
    while (!this.#isClosed) await this.#news();
    return this.#received;
  }

  close(): void {
    this.socket.destroy();
  }

  async #news(): Promise<void> {
    await new Promise<void>((resolve) => this.#waiters.add(resolve));
  }

  #wake(): void {
    for (const waiter of this.#waiters) waiter();
    this.#waiters.clear();
  }
}
