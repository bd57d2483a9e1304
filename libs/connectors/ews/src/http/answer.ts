import type { IncomingAnswer } from './messages.ts';

/** What the line itself looks at before anybody else does. */
export interface Answer extends IncomingAnswer {
  /** Its line had carried another request. */
  readonly isFollowing: boolean;
  readonly challenge: string | undefined;
  readonly location: string | undefined;
  readonly diagnostics: string;
  leave(): Promise<void>;
}

export function textOf(header: string | readonly string[] | undefined): string {
  return typeof header === 'string' ? header : (header ?? []).join(' ');
}

export function wordsOf({ status, statusText, diagnostics }: Answer): string {
  return `HTTP ${status} ${statusText} ${diagnostics}`.trim();
}
