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
