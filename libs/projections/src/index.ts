export type { Draft } from './draft.ts';
export {
  projectEvent,
  projectedPrefixes,
  projectionsVersion,
  writeOrder,
} from './project-event.ts';
export type { ReadEvent } from './read-event.ts';
export { type Removing, removeSome } from './remove-some.ts';
