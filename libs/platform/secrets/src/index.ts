export { KeyFileRefused, KeyFileSealer, SealBroken } from './key-file-sealer.ts';
