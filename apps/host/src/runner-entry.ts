import { readConfig } from '@mailhaul/config';
import { assert, systemClock, systemRandom } from '@mailhaul/kernel';
import { servePasses } from '@mailhaul/mailbox-worker-service';
import { NetworkGuard } from '@mailhaul/network-guard';
import { sealerOfKey } from '@mailhaul/secrets';

// What each runner thread starts with. It has the process's environment.
const read = readConfig(process.env);
assert(read.ok, 'the process runs on a configuration that was checked');
servePasses({
  clock: systemClock,
  random: systemRandom,
  makeSealer: sealerOfKey,
  connectorOptions: { addressGuard: new NetworkGuard({ granted: read.config.privateNetworks }) },
});
