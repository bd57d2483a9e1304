import type { Problem, ProblemFault } from '@mailhaul/contracts';
import {
  InvalidCursor,
  InvalidQuery,
  type Rejection,
  StoreUnavailable,
  OutcomeUnknown,
  UnknownField,
  WrongExpectedRevision,
} from '@mailhaul/application';
import type { ProblemEntry } from './problem-entry.ts';
import { codeOfRejection, rejectionEntries, type RejectionReason } from './rejection-codes.ts';
import { type RequestCode, requestEntries } from './request-codes.ts';

/** Faults of one answer at most: whoever has more mends these first. */
export const faultsMax = 200;

interface ProblemParts {
  /** What happened here; without it the code's own sentence. Repeats no secrets. */
  readonly detail?: string;
  readonly faults?: readonly ProblemFault[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request that cannot be obeyed, as it is told. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly code: string;
  readonly entry: ProblemEntry;
  readonly parts: ProblemParts;

  constructor(code: RequestCode, parts: ProblemParts = {}) {
    super(code);
    this.code = code;
    this.entry = requestEntries[code];
    this.parts = parts;
  }

  /** Of the domain's own refusal. */
  static ofRejection(
    rejection: Rejection & { readonly reason: RejectionReason },
    parts: ProblemParts = {},
  ): ApiProblem {
    return new RejectedProblem(rejection.reason, parts);
  }
}

class RejectedProblem extends ApiProblem {
  override readonly code: string;
  override readonly entry: ProblemEntry;

  constructor(reason: RejectionReason, parts: ProblemParts) {
    super('internal', parts);
    this.code = codeOfRejection(reason);
    this.message = this.code;
    this.entry = rejectionEntries[reason];
  }
}

/** What any failure is told as; undefined: nobody expected it. */
export function problemOf(error: unknown): ApiProblem | undefined {
  if (error instanceof ApiProblem) return error;
  if (error instanceof InvalidCursor) return new ApiProblem('cursor-invalid');
  if (error instanceof UnknownField || error instanceof InvalidQuery) {
    return new ApiProblem('query-invalid', { detail: error.message });
  }
  const isStore =
    error instanceof StoreUnavailable ||
    error instanceof OutcomeUnknown ||
    error instanceof WrongExpectedRevision;
  if (!isStore) return undefined;
  return new ApiProblem(isOfFullDisk(error) ? 'disk-full' : 'unavailable');
}

/** In the words of SQLite (SQLITE_FULL) and of the system (ENOSPC), which stores pass on. */
function isOfFullDisk({ message }: Error): boolean {
  return /\bdisk is full\b|\bno space left on device\b/i.test(message);
}

export function bodyOf(problem: ApiProblem, requestId: string): Problem {
  const { code, entry, parts } = problem;
  const { status, title, fixedBy, whatToDo } = entry;
  const { detail = title, faults } = parts;
  return {
    type: `urn:mailhaul:problem:${code}`,
    ...{ title, status, code, detail, fixedBy, whatToDo, requestId },
    ...(faults === undefined ? {} : { faults: faults.slice(0, faultsMax) }),
  };
}
