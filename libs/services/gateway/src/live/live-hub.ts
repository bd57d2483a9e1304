import type { ServerResponse } from 'node:http';
import type { Changed, LiveFrame } from '@mailhaul/contracts';
import type { Clock } from '@mailhaul/kernel';
import type { GatewayLimits } from '../gateway-options.ts';
import { ApiProblem } from '../http/api-problem.ts';

export interface LiveHubOptions {
  readonly clock: Clock;
  readonly limits: Pick<
    GatewayLimits,
    'liveFramesMax' | 'liveStreamsMax' | 'liveStreamsInAllMax' | 'liveHeartbeatMs'
  >;
}

interface KeptFrame {
  readonly tenant: string;
  readonly position: bigint;
  readonly text: string;
}

interface Stream {
  readonly tenant: string;
  readonly owner: string;
  readonly response: ServerResponse;
  readonly isStillAllowed: () => Promise<boolean>;
}

export interface StreamWish {
  readonly tenant: string;
  /** The session or token that it counts against. */
  readonly owner: string;
  /** `Last-Event-ID`, as it came. */
  readonly lastEventId: string | undefined;
  readonly response: ServerResponse;
  readonly signal: AbortSignal;
  /** Asked at each heartbeat and recheck; false ends the stream. */
  readonly isStillAllowed: () => Promise<boolean>;
}

/** Bytes that a slow client may leave unread. */
const unreadBytesMax = 256 * 1024;
const retryMs = 2_000;

/** Server-sent events: what changed, to everybody who shows it. Whoever comes back goes on where they were, or is told to begin anew. */
export class LiveHub {
  readonly #options: LiveHubOptions;
  readonly #frames: KeptFrame[] = [];
  readonly #streams = new Set<Stream>();
  #newest = -1n;
  /** From here on every frame is kept; undefined: none was heard yet. */
  #keptFrom: bigint | undefined;
  #isClosed = false;

  constructor(options: LiveHubOptions) {
    this.#options = options;
  }

  get streamCount(): number {
    return this.#streams.size;
  }

  publish({ tenant, topic, ids, jobIds, position }: Changed): void {
    const frame: LiveFrame = {
      ...{ kind: 'changed', topic },
      ...(ids === undefined ? {} : { ids }),
      ...(jobIds === undefined ? {} : { jobIds }),
    };
    const kept = { tenant, position: BigInt(position), text: frameText(frame, position) };
    this.#keptFrom ??= kept.position;
    if (kept.position > this.#newest) this.#newest = kept.position;
    this.#frames.push(kept);
    if (this.#frames.length > this.#options.limits.liveFramesMax) {
      const dropped = this.#frames.shift();
      // Others of the same position may follow the dropped one.
      this.#keptFrom = (dropped?.position ?? 0n) + 1n;
    }
    for (const stream of this.#streams) {
      if (stream.tenant === tenant) this.#write(stream, kept.text);
    }
  }

  /** Answers with a stream until the client leaves; resolves then. @throws {ApiProblem} too many are open. */
  async serve(wish: StreamWish): Promise<void> {
    const { tenant, owner, response, signal, lastEventId, isStillAllowed } = wish;
    const own = [...this.#streams].filter((stream) => stream.owner === owner);
    if (this.#isClosed) throw new ApiProblem('unavailable');
    const { liveStreamsMax, liveStreamsInAllMax } = this.#options.limits;
    if (own.length >= liveStreamsMax) throw new ApiProblem('too-many-streams');
    if (this.#streams.size >= liveStreamsInAllMax) {
      const detail = 'Too many live streams are open in all.';
      throw new ApiProblem('too-many-streams', { detail, headers: { 'Retry-After': '30' } });
    }
    response.setHeader('Content-Type', 'text/event-stream; charset=utf-8');
    // Proxies must not gather what is to be seen at once.
    response.setHeader('X-Accel-Buffering', 'no');
    response.statusCode = 200;
    response.write(`retry: ${retryMs}\n\n`);
    const stream: Stream = { tenant, owner, response, isStillAllowed };
    if (lastEventId !== undefined) this.#resume(stream, lastEventId);
    this.#streams.add(stream);
    try {
      await this.#beat(stream, wish, signal);
    } finally {
      this.#streams.delete(stream);
      response.end();
    }
  }

  /** Somebody's rights or session have changed: ends the streams that may not go on. Those whom it cannot ask end too. */
  async recheck(): Promise<void> {
    await Promise.all(
      [...this.#streams].map(async (stream) => {
        if (await stream.isStillAllowed().catch(() => false)) return;
        this.#streams.delete(stream);
        stream.response.end();
      }),
    );
  }

  /** Ends every stream; clients come back to whoever serves then. */
  close(): void {
    this.#isClosed = true;
    for (const { response } of this.#streams) response.end();
    this.#streams.clear();
  }

  async #beat(stream: Stream, wish: StreamWish, signal: AbortSignal): Promise<void> {
    const { clock, limits } = this.#options;
    for (;;) {
      const isLeft = await clock.sleep(limits.liveHeartbeatMs, signal).then(
        () => false,
        () => true,
      );
      if (isLeft || !this.#streams.has(stream) || !(await wish.isStillAllowed())) return;
      this.#write(stream, ':\n\n');
    }
  }

  /** Frames of the last position are told again: not all of them may have arrived. */
  #resume(stream: Stream, lastEventId: string): void {
    const last = /^\d{1,20}$/.test(lastEventId) ? BigInt(lastEventId) : undefined;
    // A later one than was ever told is of another log.
    const isKept =
      last !== undefined &&
      this.#keptFrom !== undefined &&
      last >= this.#keptFrom &&
      last <= this.#newest;
    if (!isKept) {
      this.#write(stream, resetText());
      return;
    }
    for (const { tenant, position, text } of this.#frames) {
      if (tenant === stream.tenant && position >= last) this.#write(stream, text);
    }
  }

  #write(stream: Stream, text: string): void {
    const { response } = stream;
    if (response.writableLength <= unreadBytesMax) {
      response.write(text);
      return;
    }
    this.#streams.delete(stream);
    response.end(resetText());
    // What the client has not read by now it will not read.
    response.destroy();
  }
}

function frameText(frame: LiveFrame, id: string): string {
  return `id: ${id}\ndata: ${JSON.stringify(frame)}\n\n`;
}

function resetText(): string {
  return `data: ${JSON.stringify({ kind: 'reset' } satisfies LiveFrame)}\n\n`;
}
