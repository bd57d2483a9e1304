import { useQuery } from '@tanstack/react-query';
import { type Readiness, readinessSchema, troubleOf } from './system-trouble.ts';

const everyMs = 15_000;

/** What holds up the whole system, in a sentence; undefined: nothing that it tells of. */
export function useSystemTrouble(): string | undefined {
  const { data } = useQuery({
    queryKey: ['readiness', {}],
    queryFn: ({ signal }) => readReadiness(signal),
    refetchInterval: everyMs,
    retry: false,
  });
  return data === undefined || data === null ? undefined : troubleOf(data);
}

/** Null where nobody answers, or somebody else: that the line is gone is told by what is live. */
async function readReadiness(signal: AbortSignal): Promise<Readiness | null> {
  const answer = await fetch('/readyz', { signal, cache: 'no-store' });
  const told = readinessSchema.safeParse(await answer.json());
  return told.success ? told.data : null;
}
