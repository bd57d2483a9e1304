import { ConnectorError, errorCatalogue } from '@mailhaul/connector-contract';
import { expect, it } from 'vitest';
import { unfinished } from '../run/mailbox-report.ts';
import { problemOf } from '../run/problem.ts';
import { closingWords } from './closing-words.ts';

it('an error of the catalogue: what to do about it, and who can; likewise for failed items', () => {
  const { scope, disposition, cause, whatToDo } = errorCatalogue['quota-exceeded'];
  const full = new ConnectorError({
    ...{ code: 'quota-exceeded', scope, disposition, message: cause, remedy: whatToDo },
    serverText: '[OVERQUOTA] Not enough disk quota',
  });
  const finished = {
    ...unfinished(0),
    end: 'failed' as const,
    error: problemOf(full),
    failures: [{ reason: 'item-too-large', items: 3 }],
  };
  const outcome = { label: 'ann', finished, notes: [], bytes: 0, durationMs: 0 };
  const text = closingWords([outcome], { nowWallMs: 0, hasAfterwards: true }).join('\n');
  expect(text).toContain('[quota-exceeded]');
  expect(text).toContain(`what to do: ${whatToDo}`);
  expect(text).toContain('who can: the administrator of the mail system');
  expect(text).toContain(`3 failed: item-too-large. ${errorCatalogue['item-too-large'].cause}`);
});
