'use client';

import { type LiveFrame, liveFrameSchema } from '@mailhaul/contracts';
import { useQueryClient } from '@tanstack/react-query';
import {
  type ReactNode,
  createContext,
  useContext,
  useEffect,
  useEffectEvent,
  useMemo,
  useState,
} from 'react';
import { client } from './api.ts';
import { isTouched } from './live-topics.ts';

/** Frames of so long a time are acted on together. */
const gatherMs = 700;
/** A source that the browser gave up is opened anew after this. */
const reopenMs = 3000;

interface Live {
  /** Since when what is shown may be old; undefined: it is not. */
  readonly staleSince: number | undefined;
  readonly listeners: Set<(frames: readonly LiveFrame[]) => void>;
}

const LiveContext = createContext<Live>({ staleSince: undefined, listeners: new Set() });

export const useStaleSince = (): number | undefined => useContext(LiveContext).staleSince;

/** Calls with the frames of a moment, together. */
export function useLiveFrames(onFrames: (frames: readonly LiveFrame[]) => void): void {
  const { listeners } = useContext(LiveContext);
  const call = useEffectEvent(onFrames);
  useEffect(() => {
    const listener = (frames: readonly LiveFrame[]) => call(frames);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }, [listeners]);
}

/** Follows what changes in a tenant: asks again for what is shown of it, and tells whoever listens. */
export function LiveProvider({ tenant, children }: { tenant: string; children: ReactNode }) {
  const queries = useQueryClient();
  const [staleSince, setStaleSince] = useState<number>();
  const listeners = useMemo(() => new Set<(frames: readonly LiveFrame[]) => void>(), []);

  const act = useEffectEvent((frames: readonly LiveFrame[]) => {
    void queries.invalidateQueries({
      predicate: ({ queryKey }) =>
        frames.some((frame) => isTouched(queryKey as [string, object], tenant, frame)),
    });
    for (const listener of listeners) listener(frames);
  });

  useEffect(() => {
    let gathered: LiveFrame[] = [];
    let gathering: ReturnType<typeof setTimeout> | undefined;
    let reopening: ReturnType<typeof setTimeout> | undefined;
    let source: EventSource | undefined;
    const take = (frame: LiveFrame) => {
      gathered.push(frame);
      gathering ??= setTimeout(() => {
        gathering = undefined;
        act(gathered);
        gathered = [];
      }, gatherMs);
    };
    const open = (isAgain: boolean) => {
      source = new EventSource(client.url('followLive', { path: { tenant } }));
      source.onopen = () => {
        setStaleSince(undefined);
        if (isAgain) take({ kind: 'reset' });
      };
      source.onmessage = ({ data }: MessageEvent<string>) => {
        const frame = liveFrameSchema.safeParse(JSON.parse(data));
        if (frame.success) take(frame.data);
      };
      source.onerror = () => {
        setStaleSince((since) => since ?? Date.now());
        if (source?.readyState !== EventSource.CLOSED) return;
        clearTimeout(reopening);
        reopening = setTimeout(() => open(true), reopenMs);
      };
    };
    open(false);
    return () => {
      source?.close();
      clearTimeout(gathering);
      clearTimeout(reopening);
    };
  }, [tenant]);

  const live = useMemo(() => ({ staleSince, listeners }), [staleSince, listeners]);
  return <LiveContext value={live}>{children}</LiveContext>;
}
