import type { OpenContext } from '@mailhaul/connector-contract';
import { SimConnection } from './sim-connection.ts';
import { type SimErrorCode, simError } from './sim-errors.ts';
import type { SimProcess } from './sim-process.ts';
import type { SimServer } from './sim-server.ts';

const requestBytes = 40;
const slowExtraMsMax = 20_000;

type CallFault = 'none' | 'refused' | 'cut-before' | 'cut-after' | 'hang' | 'slow';

/** The client's half of one connection: requests, their answers in order, and the faults between. */
export class SimWire {
  readonly process: SimProcess;
  readonly server: SimServer;
  readonly connection: SimConnection;
  readonly name: string;
  #lost: Error | undefined;
  #lateLeftMs: number;
  readonly #isOver = Promise.withResolvers<void>();
  readonly #pending = new Set<(error: Error) => void>();

  constructor(process: SimProcess, server: SimServer, context: OpenContext & { name: string }) {
    this.process = process;
    this.server = server;
    this.name = context.name;
    this.#lateLeftMs = 0.8 * server.profile.autologoutMs;
    this.connection = new SimConnection(process, server.profile);
    this.connection.onLost = () => this.fail('connection-lost');
    context.signal.addEventListener('abort', () => this.leave(context.signal.reason as Error));
  }

  get lost(): Error | undefined {
    return this.#lost;
  }

  /** Resolves once the connection is over for the client. */
  get over(): Promise<void> {
    return this.#isOver.promise;
  }

  /** The connection is over for the client: everything that waits on it rejects. */
  fail(code: SimErrorCode): void {
    if (this.#lost === undefined) this.process.world.trace(this.process.id, `${this.name} ${code}`);
    this.leave(simError(code));
  }

  leave(reason: Error): void {
    if (this.#lost !== undefined) return;
    this.#lost = reason;
    this.connection.leave();
    this.#isOver.resolve();
    for (const reject of [...this.#pending]) reject(reason);
    this.#pending.clear();
  }

  /** A promise that the loss of the connection rejects. */
  waiting<T>(
    start: (resolve: (value: T) => void, reject: (error: Error) => void) => void,
  ): Promise<T> {
    if (this.process.isDead) return new Promise(() => {});
    if (this.#lost !== undefined) return Promise.reject(this.#lost);
    return new Promise((resolve, reject) => {
      this.#pending.add(reject);
      const end = () => this.#pending.delete(reject);
      start(
        (value) => (end(), resolve(value)),
        (error) => (end(), reject(error)),
      );
    });
  }

  /** One request that the server answers after acting at once on it. */
  request<T>(call: { what: string; about?: string }, act: () => T): Promise<T> {
    const { world } = this.process;
    const { what, about = '' } = call;
    if (!this.process.enter(`${this.server.side}:${what}`)) return new Promise(() => {});
    return this.waiting((resolve, reject) => {
      world.trace(this.process.id, `${this.name} ${what} ${about}`);
      const fault = this.drawFault(what);
      if (fault === 'refused') {
        const error = world.faults.happens(0.5)
          ? simError('server-busy')
          : simError('throttled', { retryAfterMs: world.faults.int(1, 30) * 1000 });
        this.connection.hand(
          requestBytes,
          this.work(() => reject(error)),
        );
        return;
      }
      if (fault === 'cut-before') {
        this.connection.cut();
        return;
      }
      const extraMs = fault === 'slow' ? world.faults.int(1, slowExtraMsMax) : 0;
      if (fault === 'hang') this.goMute();
      this.connection.hand(
        requestBytes,
        this.work(() => {
          try {
            const value = act();
            if (fault === 'cut-after') this.connection.cut();
            else this.connection.answer(() => resolve(value), extraMs);
          } catch (error) {
            this.connection.answer(() => reject(error as Error), extraMs);
          }
        }),
      );
    });
  }

  /** From now on nothing is heard, until the client loses patience. */
  goMute(): void {
    this.connection.mute();
    this.expect();
  }

  /** Something may take long: the client's patience is measured from here. */
  expect(isAnswered: () => boolean = () => false): void {
    this.process.timer(this.server.profile.clientTimeoutMs, () => {
      if (!isAnswered()) this.fail('connection-timeout');
    });
  }

  /** How late the server acts on a finished write; over one connection never longer than its autologout allows. */
  drawLateMs(): number {
    const { world } = this.process;
    const { probability, msMax } = this.server.profile.lateCommits;
    if (!world.isFaulty || !world.faults.happens(probability)) return 0;
    const lateMs = Math.min(world.faults.span(1_000, msMax), this.#lateLeftMs);
    this.#lateLeftMs -= lateMs;
    world.count('fault:late-commit');
    world.trace(this.process.id, `${this.name}: the server will act ${lateMs} ms late`);
    return lateMs;
  }

  drawFault(what: string): CallFault {
    const { world } = this.process;
    if (!world.isFaulty || !world.faults.happens(world.callFaultRate)) return 'none';
    const fault = world.faults.weighted({
      refused: 3,
      'cut-before': 2,
      'cut-after': 4,
      hang: 2,
      slow: 3,
    });
    world.count(`fault:${fault}`);
    world.trace(this.process.id, `${this.name} ${what}: fault ${fault}`);
    return fault;
  }

  /** What the server does with a frame, after its time for it and what it is late on top. */
  work(act: () => void, lateMs = 0) {
    const { world } = this.process;
    const ms = world.latency.int(0, this.server.profile.processingMsMax) + lateMs;
    return (done: () => void) => {
      world.scheduler.after(ms, () => {
        act();
        done();
      });
    };
  }
}
