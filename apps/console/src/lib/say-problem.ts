'use client';

import { problemOf } from '@mailhaul/api-client';
import { notifications } from '@mantine/notifications';

/** What was refused, or went wrong, for a while in the corner. */
export function sayProblem(error: Error): void {
  const problem = problemOf(error);
  notifications.show({
    color: 'red',
    title: problem?.title ?? 'The console made a mistake',
    message: problem === undefined ? error.message : `${problem.detail} ${problem.whatToDo}`,
    autoClose: 10_000,
  });
}
