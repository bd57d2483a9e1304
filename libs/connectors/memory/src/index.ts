export { memoryCapabilities } from './memory-capabilities.ts';
export { memoryConnector } from './memory-connector.ts';
export {
  MemoryFolder,
  type MemoryItem,
  type NewMemoryItem,
  memoryFolderId,
} from './memory-folder.ts';
export { MemoryMailSystem, MemoryMailbox } from './memory-mail-system.ts';
