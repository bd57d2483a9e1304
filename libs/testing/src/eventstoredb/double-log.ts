import { appendFileSync, existsSync, readFileSync } from 'node:fs';

export interface StoredEvent {
  readonly stream: string;
  readonly revision: number;
  /** Grows with gaps, as byte offsets in a file do. */
  readonly position: number;
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  /** Base64. */
  readonly data: string;
  readonly metadata: string;
  readonly createdMs: number;
}

export type ProposedEvent = Pick<StoredEvent, 'id' | 'type' | 'contentType' | 'data' | 'metadata'>;

export type DoubleAppend =
  | { readonly kind: 'done'; readonly last: StoredEvent | undefined }
  | { readonly kind: 'conflict'; readonly actual: number | undefined };

/**
 * The log of the double. With a file it outlives its process: a batch is one write of whole lines, and a line that a kill has
 * torn is not read.
 */
export class DoubleLog {
  readonly events: StoredEvent[] = [];
  readonly #streams = new Map<string, StoredEvent[]>();
  readonly #path: string | undefined;
  readonly #listeners = new Set<(event: StoredEvent) => void>();

  constructor(path?: string) {
    this.#path = path;
    if (path === undefined || !existsSync(path)) return;
    const lines = readFileSync(path, 'utf8').split('\n');
    // Behind the last line end nothing, or what was torn.
    for (const line of lines.slice(0, -1)) {
      for (const event of JSON.parse(line) as StoredEvent[]) this.#take(event);
    }
  }

  stream(name: string): readonly StoredEvent[] | undefined {
    return this.#streams.get(name);
  }

  onEvent(listener: (event: StoredEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** `expected`: the revision of the stream's last event, -1 for none. A repeat is told by the ids at the place that was asked for. */
  append(stream: string, proposed: readonly ProposedEvent[], expected: number): DoubleAppend {
    const known = this.#streams.get(stream) ?? [];
    const current = known.length - 1;
    if (expected > current) return conflict(current);
    if (expected < current) {
      const place = known.slice(expected + 1, expected + 1 + proposed.length);
      const isRepeat =
        place.length === proposed.length && place.every(({ id }, at) => id === proposed[at]?.id);
      return isRepeat ? { kind: 'done', last: place.at(-1) ?? known[expected] } : conflict(current);
    }
    let position = this.events.at(-1)?.position ?? 0;
    const written = proposed.map((event, at): StoredEvent => {
      position += 100 + event.data.length;
      return { ...event, stream, revision: current + 1 + at, position, createdMs: Date.now() };
    });
    if (written.length > 0 && this.#path !== undefined) {
      appendFileSync(this.#path, `${JSON.stringify(written)}\n`);
    }
    for (const event of written) this.#take(event);
    for (const event of written) for (const listener of this.#listeners) listener(event);
    return { kind: 'done', last: written.at(-1) ?? known.at(-1) };
  }

  #take(event: StoredEvent): void {
    this.events.push(event);
    const stream = this.#streams.get(event.stream);
    if (stream === undefined) this.#streams.set(event.stream, [event]);
    else stream.push(event);
  }
}

function conflict(current: number): DoubleAppend {
  return { kind: 'conflict', actual: current < 0 ? undefined : current };
}
