import { type Problem, problemSchema } from '@mailhaul/contracts';

/** What the API refused, or why it could not be asked: `problem` says it for people. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem, cause?: unknown) {
    super(`${problem.title}: ${problem.detail}`, cause === undefined ? {} : { cause });
    this.name = 'ProblemError';
    this.problem = problem;
  }
}

/** The code of a problem that is ours: no answer came. */
export const unreachableCode = 'unreachable';
/** The code of a problem that is ours: the answer is not one of this API. */
export const unexpectedCode = 'unexpected-answer';

/** The problem that an error stands for; undefined: it is a defect and no problem. */
export function problemOf(error: unknown): Problem | undefined {
  return error instanceof ProblemError ? error.problem : undefined;
}

/** Reads the problem of an answer that is none of success. */
export async function refusalOf(response: Response): Promise<ProblemError> {
  const text = await response.text().catch(() => '');
  const parsed = problemSchema.safeParse(jsonOf(text));
  return new ProblemError(parsed.data ?? unexpected(response.status, text));
}

export function unreachable(cause: unknown): ProblemError {
  return new ProblemError(
    {
      type: 'about:blank',
      title: 'No answer',
      status: 0,
      code: unreachableCode,
      detail: 'The server of Mailhaul could not be reached.',
      fixedBy: 'operator',
      whatToDo: 'Check that it runs and that the network is up, then try again.',
      requestId: '',
    },
    cause,
  );
}

export function unexpected(status: number, words: string): Problem {
  return {
    type: 'about:blank',
    title: 'Unexpected answer',
    status,
    code: unexpectedCode,
    detail: `The answer (HTTP ${status}) is not one of Mailhaul: ${words.slice(0, 200) || 'it is empty'}`,
    fixedBy: 'operator',
    whatToDo: 'Check the address of the server and what stands between it and you.',
    requestId: '',
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
