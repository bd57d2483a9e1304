import { buildSync } from 'esbuild';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Peer, urlOf } from './peer.ts';

const source = fileURLToPath(new URL('../bare-client.ts', import.meta.url));

/** The bound, on one connection a side and on four; built into one file, so that its start costs little. */
export function barePeers(workDir: string): Peer[] {
  const bundle = join(workDir, 'bare-client.mjs');
  buildSync({
    entryPoints: [source],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['mailhaul-source'],
  });
  return [1, 4].map((connections) => ({
    name: connections === 1 ? 'bare client' : `bare client x${connections}`,
    keepsState: false,
    jobs({ pairs, parallel }) {
      const options = ['--connections', String(connections), '--parallel', String(parallel)];
      const urls = pairs.flatMap(({ source: from, target }) => [urlOf(from), urlOf(target)]);
      return [{ command: process.execPath, args: [bundle, ...options, ...urls] }];
    },
  }));
}
