export { type LookUp, NetworkGuard, type NetworkGuardOptions } from './network-guard.ts';
