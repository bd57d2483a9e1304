import { runService } from '@mailhaul/host';

await runService('mailbox-worker');
