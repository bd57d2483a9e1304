export type {
  CallAnswer,
  CallArguments,
  CallInput,
  EventOperation,
  FileOperation,
  LineOperation,
  Outcome,
  PlainOperation,
  StreamedRow,
} from './call-types.ts';
export { type Client, type ClientOptions, type LiveEvent, createClient } from './create-client.ts';
export { ProblemError, problemOf, unexpectedCode, unreachableCode } from './problem-error.ts';
export { type SignIn, openSession } from './open-session.ts';
