import { workerData } from 'node:worker_threads';
import { systemClock, systemRandom } from '@mailhaul/kernel';
import { servePasses } from '@mailhaul/mailbox-worker-service';
import { NetworkGuard } from '@mailhaul/network-guard';
import { sealerOfKey } from '@mailhaul/secrets';

// What each runner thread starts with.
servePasses({
  clock: systemClock,
  random: systemRandom,
  makeSealer: sealerOfKey,
});
