import type { RecordedEvent } from '@mailhaul/application';
import type { Stage } from '../sim-workers.ts';

interface Kept {
  readonly side: 'source' | 'target';
  readonly begin?: boolean;
  readonly sealed: string;
}

/** Where a server numbers nothing, the log says which item has which number: what a connector believed besides is not asked. */
export function readNumbers(stage: Stage, events: readonly RecordedEvent[]): void {
  for (const server of [stage.source, stage.target]) server.serials.clear();
  for (const { type, data } of events) {
    if (type !== 'MemoryKept') continue;
    const { side, begin, sealed } = data as unknown as Kept;
    const [, plain] = JSON.parse(sealed) as [string, string];
    const { entry } = JSON.parse(plain) as { entry: string };
    const [generation = 0, ...serials] = JSON.parse(
      Buffer.from(entry, 'base64').toString(),
    ) as number[];
    const before = begin === true ? [] : (stage[side].serials.get(generation) ?? []);
    stage[side].serials.set(generation, [...before, ...serials]);
  }
}
