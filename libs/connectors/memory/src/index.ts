export { memoryCapabilities } from './memory-capabilities.ts';
export { memoryConnector } from './memory-connector.ts';
export {
  MemoryFolder,
  type MemoryItem,
  type NewMemoryItem,
  memoryFolderId,
} from './memory-folder.ts';
export { MemoryMailSystem, MemoryMailbox } from './memory-mail-system.ts';
export { MemoryNumbers, type FolderNumbers } from './memory-numbers.ts';
export {
  bytesInForm,
  formFor,
  type MemoryVariant,
  storedBytes,
  traitsOf,
} from './memory-variant.ts';
