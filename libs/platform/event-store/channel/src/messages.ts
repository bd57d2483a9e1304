import type {
  AppendResult,
  ExpectedRevision,
  LogPosition,
  NewEvent,
  RecordedEvent,
  SubscriptionMessage,
} from '@mailhaul/application';
import type { Failure } from './failures.ts';

/** Pages of one flow that may be on their way or wait unread; the owner reads no further ahead. */
export const pagesAheadMax = 2;
/** One page: characters, about, and items. */
export const pageWeightMax = 256 * 1024;
export const pageItemsMax = 1_000;

/** What the far side asks. `seq` names a request, or a flow of pages, for as long as it lasts. */
export type Request =
  | {
      readonly op: 'append';
      readonly seq: number;
      readonly stream: string;
      readonly events: readonly NewEvent[];
      readonly expected: ExpectedRevision;
    }
  | { readonly op: 'read-last'; readonly seq: number; readonly stream: string }
  | { readonly op: 'list-streams'; readonly seq: number; readonly prefix: string }
  | FlowRequest
  /** A page was taken up: one more may come. */
  | { readonly op: 'more'; readonly seq: number }
  /** Nobody wants the rest of the flow. */
  | { readonly op: 'leave'; readonly seq: number };

export type FlowRequest =
  | {
      readonly op: 'read-stream';
      readonly seq: number;
      readonly stream: string;
      readonly from: number;
    }
  | {
      readonly op: 'subscribe';
      readonly seq: number;
      readonly after: LogPosition | undefined;
      readonly streamPrefixes: readonly string[] | undefined;
    };

export type FlowItem = RecordedEvent | SubscriptionMessage;

export type AnswerValue = AppendResult | RecordedEvent | readonly string[] | undefined;

export type Answer =
  | { readonly kind: 'answer'; readonly seq: number; readonly value: AnswerValue }
  | { readonly kind: 'page'; readonly seq: number; readonly items: readonly FlowItem[] }
  /** The flow is over; nothing comes behind it. */
  | { readonly kind: 'end'; readonly seq: number }
  /** Of a request or of a flow, which it ends. */
  | { readonly kind: 'failure'; readonly seq: number; readonly failure: Failure };
