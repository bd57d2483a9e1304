'use client';

import { modals } from '@mantine/modals';
import { notifications } from '@mantine/notifications';
import { counted } from '../../lib/format.ts';
import { ActionResult } from '../pairs/action-result.tsx';
import type { Applied } from './use-apply.ts';

const resultId = 'result-of-matching';

/** Says what became of the rows; those that were refused are named with their reason. */
export function tellApplied(
  { said, result }: Applied,
  onChoose: (ids: readonly string[]) => void,
): void {
  if (said.length === 0) return;
  const refused = result.refused.length + result.refusedMore;
  if (refused === 0) {
    notifications.show({ message: said.join('; ') });
    return;
  }
  modals.open({
    modalId: resultId,
    title: `${said.join('; ')}, ${counted(refused, 'refusal')}`,
    size: 640,
    children: (
      <ActionResult
        result={result}
        onChoose={(ids) => {
          modals.close(resultId);
          onChoose(ids);
        }}
      />
    ),
  });
}
