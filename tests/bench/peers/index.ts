import { barePeers } from './bare.ts';
import { imapsyncPeers } from './imapsync.ts';
import { mailhaulPeers } from './mailhaul.ts';
import { mbsyncPeers } from './mbsync.ts';
import type { Peer } from './peer.ts';

/** Those that can run here, the bound first. */
export function availablePeers(workDir: string): Peer[] {
  return [...barePeers(workDir), ...mailhaulPeers(), ...mbsyncPeers(), ...imapsyncPeers()];
}
