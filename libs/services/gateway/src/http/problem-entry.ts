import type { Problem } from '@mailhaul/contracts';

/** What is told with a code of the API. */
export interface ProblemEntry {
  readonly status:
    400 | 401 | 403 | 404 | 405 | 409 | 412 | 413 | 415 | 422 | 428 | 429 | 500 | 502 | 503;
  /** One sentence: what happened. */
  readonly title: string;
  readonly fixedBy: Problem['fixedBy'];
  /** One or two sentences to act on. */
  readonly whatToDo: string;
}
