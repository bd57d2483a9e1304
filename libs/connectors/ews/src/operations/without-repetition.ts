import type { WriteResult } from '@mailhaul/connector-contract';
import { withoutSecrets } from '@mailhaul/connector-line';

/** What the server says of single items, or of all of them, without the secrets that it repeats. */
export function withoutRepetition(result: WriteResult, secrets: readonly string[]): WriteResult {
  if (result.kind === 'batch-refused') {
    return { ...result, error: withoutSecrets(result.error, secrets) };
  }
  const outcomes = result.outcomes.map((outcome) =>
    outcome.kind === 'refused'
      ? { ...outcome, error: withoutSecrets(outcome.error, secrets) }
      : outcome,
  );
  return { ...result, outcomes };
}
