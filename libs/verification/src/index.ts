export { type SteadySides, SteadySide, withSteadySides } from './steady-side.ts';
export {
  type FindingKind,
  type Finding,
  type FolderToVerify,
  type FolderVerification,
  type Grade,
  type VerificationReport,
  type VerifyMailbox,
  verifyMailbox,
} from './verify-mailbox.ts';
