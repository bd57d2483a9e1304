'use client';

import { problemOf } from '@mailhaul/api-client';
import type { Job } from '@mailhaul/contracts';
import { Button, Group, Stack, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useDeed } from '../../lib/use-deed.ts';
import { sayProblem } from '../../lib/say-problem.ts';

const touches = ['readJob', 'listJobs', 'countPairs'] as const;
const askId = 'outside-schedule';

/** Starts a job or its delta. While its schedule is closed, what is to be done is asked once. */
export function useRunDeed(name: 'startJob' | 'requestDelta', job: Job, tenant: string) {
  const path = { tenant, job: job.id };
  const deed = useDeed(name, { touches, showsProblem: true });
  const run = (outsideWindow?: 'run-now' | 'wait') => {
    modals.close(askId);
    const body = outsideWindow === undefined ? {} : { body: { outsideWindow } };
    deed.mutate(
      { path, ...body },
      {
        onError: (error) => {
          const problem = problemOf(error);
          if (problem?.code === 'outside-schedule') ask(problem.detail);
          else sayProblem(error);
        },
      },
    );
  };
  const ask = (detail: string) =>
    modals.open({
      modalId: askId,
      title: name === 'startJob' ? `Start ${job.name}` : `Run a delta of ${job.name}`,
      children: (
        <Stack gap={16}>
          <Text size="sm">
            {detail} Running now lasts until the schedule opens; from then on it counts again.
          </Text>
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={() => modals.close(askId)}>
              Cancel
            </Button>
            <Button variant="default" onClick={() => run('run-now')}>
              Run now
            </Button>
            <Button data-autofocus onClick={() => run('wait')}>
              Wait for the schedule
            </Button>
          </Group>
        </Stack>
      ),
    });
  return { run: () => run(), isPending: deed.isPending };
}
