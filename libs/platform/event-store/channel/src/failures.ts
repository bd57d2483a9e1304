import {
  type ExpectedRevision,
  InvalidEvent,
  OutcomeUnknown,
  StoreUnavailable,
  WrongExpectedRevision,
} from '@mailhaul/application';

/** An error of the store as plain data: a thread's boundary takes the class off. */
export type Failure =
  | {
      readonly kind: 'wrong-revision';
      readonly stream: string;
      readonly expected: ExpectedRevision;
      readonly actual: ExpectedRevision;
    }
  | {
      readonly kind: 'invalid' | 'outcome-unknown' | 'unavailable' | 'defect';
      readonly message: string;
    };

export function failureOf(error: unknown): Failure {
  if (error instanceof WrongExpectedRevision) {
    const { stream, expected, actual } = error;
    return { kind: 'wrong-revision', stream, expected, actual };
  }
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof InvalidEvent) return { kind: 'invalid', message };
  if (error instanceof OutcomeUnknown) return { kind: 'outcome-unknown', message };
  if (error instanceof StoreUnavailable) return { kind: 'unavailable', message };
  return { kind: 'defect', message };
}

export function errorOf(failure: Failure): Error {
  switch (failure.kind) {
    case 'wrong-revision':
      return new WrongExpectedRevision(failure);
    case 'invalid':
      return new InvalidEvent(failure.message);
    case 'outcome-unknown':
      return new OutcomeUnknown(failure.message);
    case 'unavailable':
      return new StoreUnavailable(failure.message);
    case 'defect':
      return new Error(failure.message);
  }
}
