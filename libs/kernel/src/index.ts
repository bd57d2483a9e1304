export { AssertionFailure, assert, unreachable } from './assert.ts';
export { type Clock, systemClock } from './clock.ts';
export {
  type ContentHash,
  ContentHasher,
  contentHashBytes,
  contentHashOf,
} from './content-hash.ts';
export { uuid4, uuid5 } from './ids.ts';
export { Wake } from './wake.ts';
export { type Random, seededRandom, systemRandom } from './random.ts';
