import type { Problem } from '@mailhaul/contracts';

/** One request as a handler of the model sees it: parsed by the contract. */
export interface Asked {
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  readonly ifMatch: number | undefined;
}

/** Refused as the API refuses. */
export class Refusal extends Error {
  readonly problem: Problem;
  constructor(problem: Partial<Problem> & { status: number; code: string; detail: string }) {
    super(problem.detail);
    const usual = { type: 'about:blank', title: problem.code, fixedBy: 'you' } as const;
    this.problem = { ...usual, whatToDo: 'Do it otherwise.', requestId: 'request-1', ...problem };
  }
}
