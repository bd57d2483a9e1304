import type { ErrorCode } from './connector-error.ts';

/** What a connection test tries. Which of them a connector has, and in which order, it says itself. */
export type ProbeStepName =
  | 'resolve'
  | 'connect'
  | 'tls'
  | 'sign-in'
  | 'mailbox'
  | 'capabilities'
  | 'limits'
  | 'folders'
  | 'write';

/** One thing that was tried. Details are for people and hold no secrets. */
export interface ProbeStep {
  readonly name: ProbeStepName;
  readonly ok: boolean;
  /** It went well enough to go on, and somebody should know of it: the remedy says what for. */
  readonly isWarning?: true;
  readonly detail: readonly string[];
  /** What the operator can do; with a step that failed, or a warning. */
  readonly remedy?: string;
  /** With a step that failed. */
  readonly code?: ErrorCode;
  /** The server's own words, which the detail has as well. */
  readonly serverText?: string;
}
