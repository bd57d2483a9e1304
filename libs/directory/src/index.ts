export { type DirectorySettings, defaultPort } from './directory-settings.ts';
export { DirectoryWishRefused } from './directory-wish-refused.ts';
export { unitsOf } from './read/dn.ts';
export type { DirectoryMailbox } from './read/mailbox-of.ts';
export { type DirectoryKind, directoryKinds } from './read/recipient-kind.ts';
export {
  type DirectoryAnswer,
  type DirectoryLimit,
  type MailboxWish,
  searchDirectoryMailboxes,
} from './search-mailboxes.ts';
export { type NamedPlace, type PlacesAnswer, searchDirectoryPlaces } from './search-places.ts';
export {
  type DirectoryStep,
  type DirectoryStepName,
  directorySteps,
  testDirectory,
} from './test-directory.ts';
