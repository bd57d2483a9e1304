'use client';

import type { CallAnswer, CallInput, PlainOperation } from '@mailhaul/api-client';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ApiKey, client, newKey } from './api.ts';
import { sayProblem } from './say-problem.ts';

interface DeedOptions<N extends PlainOperation> {
  /** Said when it is done. */
  readonly said?: string | ((answer: CallAnswer<N>) => string);
  /** Answers that may be old then. */
  readonly touches?: readonly PlainOperation[];
  readonly onDone?: (answer: CallAnswer<N>) => void;
  /** The page shows what was refused itself. */
  readonly showsProblem?: boolean;
}

/** Something that a click does: sent with a key of its own, told when done or refused. */
export function useDeed<N extends PlainOperation>(name: N, options: DeedOptions<N> = {}) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (input: CallInput<N>): Promise<CallAnswer<N>> =>
      client.call(name, ...([{ idempotencyKey: newKey(), ...input }] as never)),
    onSuccess: async (answer) => {
      const touched = new Set<string>(options.touches ?? []);
      const { said } = options;
      if (said !== undefined) {
        notifications.show({ message: typeof said === 'string' ? said : said(answer) });
      }
      options.onDone?.(answer);
      await queries.invalidateQueries({
        predicate: ({ queryKey }) => touched.has((queryKey as unknown as ApiKey)[0]),
      });
    },
    onError: (error) => {
      if (!options.showsProblem) sayProblem(error);
    },
  });
}
