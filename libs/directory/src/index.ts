export { type DirectorySettings, defaultPort } from './directory-settings.ts';
export { DirectoryWishRefused } from './directory-wish-refused.ts';
export {
  findDirectoryMailboxes,
  type MailboxesSought,
  type SoughtAnswer,
} from './find-mailboxes.ts';
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
export { directorySettingsOf } from './settings-of-details.ts';
export { enableUser, type MadeUser, makeUser, type WriteGate } from './write/make-user.ts';
export type { FoundUser, LookedUp, UserQuestion } from './write/look-up-users.ts';
export { previewUsers } from './write/preview-users.ts';
export { UserRefused, type UserRefusal } from './write/user-refused.ts';
export { userDn } from './write/user-wish.ts';
