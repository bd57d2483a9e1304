export { foldersOf } from './make-folders.ts';
export { type OpenBus, openBus } from './open-bus.ts';
export { openDocuments, openStores, type Stores } from './open-stores.ts';
export { runService, type ServiceName } from './run-service.ts';
export { type ServiceParts, type StartWish, serviceModules } from './services-of.ts';
export { exitCodes } from './exit-codes.ts';
export { wordsOfFailure } from './start-failure.ts';
export { stopOnSignal } from './stop-on-signal.ts';
export { noWaiting } from './waiting.ts';
